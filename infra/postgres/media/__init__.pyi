from .attachments import AttachmentRepository as AttachmentRepository
from .attachments import Refusal as Refusal
from .records import Attached as Attached
from .records import Reference as Reference
from .records import Upload as Upload
from .records import Usage as Usage
from .uploads import UploadRepository as UploadRepository
