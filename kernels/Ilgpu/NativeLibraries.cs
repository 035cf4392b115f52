using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Finds the drivers' libraries under the names that a Linux system has without development packages. ILGPU asks for
/// libOpenCL.so and libcuda.so, links that only those packages bring; the drivers install libOpenCL.so.1 and libcuda.so.1.
/// </summary>
internal static class NativeLibraries
{
    private static readonly Lazy<bool> _registration = new(Register);

    /// <summary>Makes the names known to the runtime, once a process.</summary>
    /// <returns>False where the program has a rule of its own for ILGPU's libraries, which then stays.</returns>
    public static bool EnsureRegistered() => _registration.Value;

    private static bool Register()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A library's handle, or zero, upon which the runtime searches by its own rules.</summary>
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (!OperatingSystem.IsLinux() || name is not ("OpenCL" or "cuda")) return 0;
        return NativeLibrary.TryLoad($"lib{name}.so.1", assembly, path, out nint handle) ? handle : 0;
    }
}
