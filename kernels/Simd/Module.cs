using System.Runtime.CompilerServices;

// Scratch on the stack is written before it is read; clearing it first cost 3 % of a network's time.
[module: SkipLocalsInit]
