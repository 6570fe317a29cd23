"""What `make run` says first, before anything is installed: that it begins, or that its port is taken.

A script for whichever Python 3 is there, from 3.6 on: the word that 3.11 is needed comes after it. It imports
nothing of ours and nothing of others, so it cannot ask the catalogues and says each sentence in both languages
itself. `python -I cli/before.py` reads PORT.
"""

import errno
import os
import re
import socket
import sys

_BEGINS = """\
Ý kiến Một cửa: đang chuẩn bị mở máy chủ ở cổng {port}.
Feedback at one-stop counters: getting ready to open the server on port {port}.
"""

_TAKEN = """\
Cổng {port} đang được dùng: hệ thống này hoặc một chương trình khác đang chạy ở cổng đó.
Hãy dừng chương trình ấy, hoặc chọn cổng khác: PORT={other} make run
Port {port} is in use: this system or another program is running there.
Stop it, or choose another port: PORT={other} make run
"""

_FORBIDDEN = """\
Tài khoản này không được phép mở cổng {port}. Hãy chọn cổng khác: PORT={other} make run
This account may not open port {port}. Choose another one: PORT={other} make run
"""

_REFUSALS = {errno.EADDRINUSE: _TAKEN, errno.EACCES: _FORBIDDEN}


def refusal(port: int, address: str) -> str:
    """Why the server could not listen there; empty where it can, or where another reason is for Streamlit to say.

    No address: every one of this machine.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen()
        except OSError as error:
            return _REFUSALS.get(error.errno or 0, "")
    return ""


def main() -> int:
    """The exit code. What is no port at all, the settings name later."""
    text = os.environ.get("PORT", "8501")
    if not (re.fullmatch("[0-9]+", text) and 1 <= int(text) <= 65535):
        return 0
    port = int(text)
    why = refusal(port, os.environ.get("STREAMLIT_SERVER_ADDRESS", ""))
    said = (why or _BEGINS).format(port=port, other=8700 if port == 8600 else 8600)
    (sys.stderr if why else sys.stdout).buffer.write(said.encode())  # a terminal may be set to ASCII
    return 1 if why else 0


if __name__ == "__main__":
    sys.exit(main())
