"""A small IMAP server on a real socket: what the mailbox job says to it is said as to any other."""

import re
import socketserver
import threading
from contextlib import contextmanager


class Mailbox:
    """The letters of one account. `drop_at`: end the conversation when this command is heard for the n-th time."""

    def __init__(self, *, keywords: bool = True, move: bool = True, folders: bool = True):
        self.letters: dict[int, tuple[bytes, set[str]]] = {}
        self.folders: dict[str, list[bytes]] = {}
        self.keywords, self.move, self.may_create = keywords, move, folders
        self.password = 'mật "khẩu\\'.encode("ascii", "ignore").decode()
        self.drop_at: tuple[str, int] | None = None
        self.heard: list[str] = []
        self.next = 1

    def put(self, letter: bytes, *flags: str) -> int:
        self.letters[self.next] = (letter, set(flags))
        self.next += 1
        return self.next - 1

    def hears(self, command: str) -> bool:
        """Say whether the line is to be cut now."""
        self.heard.append(command)
        return self.drop_at is not None and (command, self.heard.count(command)) == self.drop_at


class Handler(socketserver.StreamRequestHandler):
    box: Mailbox

    def say(self, text: bytes | str) -> None:
        self.wfile.write((text.encode() if isinstance(text, str) else text) + b"\r\n")

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _gap, rest = line.strip().partition(b" ")
            words = rest.decode("latin-1")
            command = words.split(" ")[0].upper()
            if command == "UID":
                command = words.split(" ")[1].upper()
            if self.box.hears(command):
                return
            if not self.answer(tag.decode(), command, words):
                return

    def answer(self, tag: str, command: str, words: str) -> bool:
        name = words.split(" ", 1)[1] if " " in words else ""
        match command:
            case "CAPABILITY":
                # As Dovecot does: what it can do in full it says to whoever has signed in.
                able = " MOVE" if self.box.move and "LOGIN" in self.box.heard else ""
                self.say(f"* CAPABILITY IMAP4rev1{able}")
            case "LOGIN":
                wanted = '"binh minh@xa" "' + self.box.password.replace("\\", "\\\\").replace('"', '\\"') + '"'
                if name != wanted:
                    self.say(f"{tag} NO wrong")
                    return True
            case "LIST":
                self.say('* LIST (\\Noselect) "/" ""')
            case "CREATE" | "STATUS":
                folder = re.match(r'"([^"]+)"', name)[1]
                if command == "CREATE" and self.box.may_create:
                    self.box.folders.setdefault(folder, [])
                elif folder not in self.box.folders:
                    self.say(f"{tag} NO no such folder")
                    return True
                else:
                    self.say(f'* STATUS "{folder}" (MESSAGES 0)')
            case "SELECT":
                self.say(f"* {len(self.box.letters)} EXISTS")
                any_flag = " \\*" if self.box.keywords else ""
                self.say(f"* OK [PERMANENTFLAGS (\\Seen{any_flag})] flags")
            case "SEARCH":
                self.say(f"* SEARCH {' '.join(str(uid) for uid in self.search(words))}")
            case "FETCH":
                self.fetch(words)
            case "STORE":
                uid, flags = re.search(r"STORE (\d+) \+FLAGS.SILENT \(([^)]*)\)", words).groups()
                self.box.letters[int(uid)][1].update(flags.split())
            case "MOVE":
                uid, folder = re.search(r'MOVE (\d+) "([^"]+)"', words).groups()
                self.box.folders[folder].append(self.box.letters.pop(int(uid))[0])
            case "LOGOUT":
                self.say("* BYE")
                self.say(f"{tag} OK bye")
                return False
        self.say(f"{tag} OK done")
        return True

    def search(self, words: str) -> list[int]:
        keyword = re.search(r"NOT KEYWORD (\w+)", words)
        hidden = keyword[1] if keyword else "\\Seen"
        return [uid for uid, (_letter, flags) in self.box.letters.items() if hidden not in flags]

    def fetch(self, words: str) -> None:
        uids = re.search(r"FETCH ([\d,]+)", words)[1].split(",")
        for number, uid in enumerate(uids, start=1):
            letter = self.box.letters[int(uid)][0]
            if "RFC822.SIZE" in words:
                self.say(f"* {number} FETCH (UID {uid} RFC822.SIZE {len(letter)})")
                continue
            part = letter.split(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in words else letter
            self.say(b"* %d FETCH (UID %s BODY[] {%d}" % (number, uid.encode(), len(part)))
            self.wfile.write(part)
            self.say(")")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def serving(box: Mailbox):
    """Serve a mailbox; gives its address."""
    handler = type("Bound", (Handler,), {"box": box})
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            password = box.password.replace("\\", "%5C").replace('"', "%22").replace(" ", "%20")
            yield f"imap://binh%20minh%40xa:{password}@127.0.0.1:{server.server_address[1]}/INBOX"
        finally:
            server.shutdown()
