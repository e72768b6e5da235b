"""Convolutions, and layers that pad, crop and upsample sequences, images and volumes."""

from kerasfront.layers.convolutional.atrous import AtrousConvolution1D as AtrousConvolution1D
from kerasfront.layers.convolutional.atrous import AtrousConvolution2D as AtrousConvolution2D
from kerasfront.layers.convolutional.convolution import Convolution1D as Convolution1D
from kerasfront.layers.convolutional.convolution import Convolution2D as Convolution2D
from kerasfront.layers.convolutional.convolution import Convolution3D as Convolution3D
from kerasfront.layers.convolutional.deconvolution import Deconvolution2D as Deconvolution2D
from kerasfront.layers.convolutional.margins import Cropping1D as Cropping1D
from kerasfront.layers.convolutional.margins import Cropping2D as Cropping2D
from kerasfront.layers.convolutional.margins import Cropping3D as Cropping3D
from kerasfront.layers.convolutional.margins import ZeroPadding1D as ZeroPadding1D
from kerasfront.layers.convolutional.margins import ZeroPadding2D as ZeroPadding2D
from kerasfront.layers.convolutional.margins import ZeroPadding3D as ZeroPadding3D
from kerasfront.layers.convolutional.separable import SeparableConvolution2D as SeparableConvolution2D
from kerasfront.layers.convolutional.upsampling import UpSampling1D as UpSampling1D
from kerasfront.layers.convolutional.upsampling import UpSampling2D as UpSampling2D
from kerasfront.layers.convolutional.upsampling import UpSampling3D as UpSampling3D

__all__ = [
    "AtrousConv1D", "AtrousConv2D", "AtrousConvolution1D", "AtrousConvolution2D", "Conv1D", "Conv2D", "Conv3D",
    "Convolution1D", "Convolution2D", "Convolution3D", "Cropping1D", "Cropping2D", "Cropping3D", "Deconv2D",
    "Deconvolution2D", "SeparableConv2D", "SeparableConvolution2D", "UpSampling1D", "UpSampling2D", "UpSampling3D",
    "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D",
]  # fmt: skip

Conv1D = Convolution1D
Conv2D = Convolution2D
Conv3D = Convolution3D
Deconv2D = Deconvolution2D
AtrousConv1D = AtrousConvolution1D
AtrousConv2D = AtrousConvolution2D
SeparableConv2D = SeparableConvolution2D
