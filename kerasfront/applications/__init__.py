"""Well-known architectures with published weights."""

from kerasfront.applications.inception_v3 import InceptionV3 as InceptionV3
from kerasfront.applications.resnet50 import ResNet50 as ResNet50
from kerasfront.applications.vgg16 import VGG16 as VGG16
from kerasfront.applications.vgg19 import VGG19 as VGG19
from kerasfront.applications.xception import Xception as Xception
