namespace GpuRetinex.Devices;

/// <summary>Drivers that compute on the processor what a graphics API is asked for; they serve only who names them.</summary>
public static class SoftwareDevices
{
    private static readonly string[] _names = ["llvmpipe", "lavapipe", "softpipe", "pocl", "oclgrind", "swiftshader"];

    /// <summary>Whether a device or a platform has the name of such a driver.</summary>
    public static bool Include(string name) => _names.Any(known => name.Contains(known, StringComparison.OrdinalIgnoreCase));
}
