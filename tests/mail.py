"""A mail server on this machine, with as much of SMTP (RFC 5321, STARTTLS by RFC 3207) as letters of ours need."""

import socketserver
import ssl
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

ANSWERS = {"AUTH": "235 good", "QUIT": "221 bye", "DATA": "354 go on", "STARTTLS": "220 go on"}


@dataclass(slots=True)
class Mailbox:
    """What came in: the commands of every visit, and the letters with whom they are for."""

    port: int = 0
    commands: list[str] = field(default_factory=list)
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)


@contextmanager
def mail_server(refused: Collection[str] = (), tls: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """A server that takes letters but for the refused addresses; with a context it offers STARTTLS first."""
    box = Mailbox()

    class Visit(_Visit):
        def handle(self) -> None:
            self.say("220 here")
            self.visited(box, refused, tls)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Visit) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield box
        server.shutdown()
        thread.join()


class _Visit(socketserver.StreamRequestHandler):
    def visited(self, box: Mailbox, refused: Collection[str], tls: ssl.SSLContext | None) -> None:
        verb, to = "", ""
        while verb != "QUIT" and (line := self.rfile.readline().decode().strip()):
            box.commands.append(line)
            verb = line.split(":")[0].split()[0].upper()
            if verb == "EHLO":
                self.say("250-here\r\n250 " + ("STARTTLS" if tls else "AUTH PLAIN"))
                continue
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
            self.say(
                "550 nobody of this name"
                if verb == "RCPT" and to in refused
                else ANSWERS.get(verb, "250 good")
            )
            if verb == "DATA":
                box.letters.append((to, self.letter()))
                self.say("250 taken")
            elif verb == "STARTTLS" and tls is not None:
                with suppress(OSError), tls.wrap_socket(self.request, server_side=True) as inside:
                    self.request = inside
                    self.setup()
                    self.visited(box, refused, None)
                return

    def letter(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[return-value]

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
