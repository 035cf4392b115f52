Console.Error.WriteLine("gpuretinex: no command yet"); return 2;
