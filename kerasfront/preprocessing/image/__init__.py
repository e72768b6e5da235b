"""Batches of randomly transformed images. Needs the extra ``image`` (Pillow and SciPy)."""

from kerasfront.preprocessing.image.arrays import array_to_img as array_to_img
from kerasfront.preprocessing.image.arrays import img_to_array as img_to_array
from kerasfront.preprocessing.image.arrays import list_pictures as list_pictures
from kerasfront.preprocessing.image.arrays import load_img as load_img
from kerasfront.preprocessing.image.generator import ImageDataGenerator as ImageDataGenerator
from kerasfront.preprocessing.image.iterators import DirectoryIterator as DirectoryIterator
from kerasfront.preprocessing.image.iterators import Iterator as Iterator
from kerasfront.preprocessing.image.iterators import NumpyArrayIterator as NumpyArrayIterator
from kerasfront.preprocessing.image.transforms import apply_transform as apply_transform
from kerasfront.preprocessing.image.transforms import flip_axis as flip_axis
from kerasfront.preprocessing.image.transforms import random_channel_shift as random_channel_shift
from kerasfront.preprocessing.image.transforms import random_rotation as random_rotation
from kerasfront.preprocessing.image.transforms import random_shear as random_shear
from kerasfront.preprocessing.image.transforms import random_shift as random_shift
from kerasfront.preprocessing.image.transforms import random_zoom as random_zoom
from kerasfront.preprocessing.image.transforms import transform_matrix_offset_center as transform_matrix_offset_center
