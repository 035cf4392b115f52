namespace GpuRetinex.Weights;

/// <summary>Where the tensors of a <see cref="WeightSet"/> came from.</summary>
public enum WeightFormat
{
    /// <summary>Made or merged in memory.</summary>
    Memory,

    /// <summary>A safetensors file.</summary>
    Safetensors,

    /// <summary>A TensorFlow V2 checkpoint bundle; convolution kernels are [kh,kw,in,out].</summary>
    TensorFlowBundle,

    /// <summary>A PyTorch checkpoint, zip or legacy.</summary>
    PyTorch,

    /// <summary>A NumPy array or an archive of them.</summary>
    Numpy,

    /// <summary>A Caffe model (.caffemodel); convolution kernels are [out,in,kh,kw].</summary>
    Caffe,
}
