"""Run Home Assistant without its speech processing.

Home Assistant always loads assist_pipeline, which imports two packages that process the
audio of a microphone. They exist only as source code and need a C++ compiler. The demo
has no microphone, so that empty modules replace them: Assist answers text.
"""

import sys
from types import ModuleType
from typing import Final

from homeassistant.__main__ import main

SPEECH_PROCESSING: Final = {
    "pymicro_vad": "MicroVad",
    "pyspeex_noise": "AudioProcessor",
}


if __name__ == "__main__":
    for module_name, class_name in SPEECH_PROCESSING.items():
        module = ModuleType(module_name)
        setattr(module, class_name, type(class_name, (), {}))
        sys.modules[module_name] = module
    sys.exit(main())
