# Home Assistant answers an import of voluptuous with probatio.
from probatio import *
