"""``wederhoor witness``: cosign checkpoints of logs one knows, on a machine of one's own, and never two stories."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping
from pathlib import Path

from wederhoor.cli.answers import DONE, show_line
from wederhoor.ledger.checkpoint import BadNote, Key, is_name
from wederhoor.supervisor.folder import Unusable
from wederhoor.supervisor.leash import heed_signals
from wederhoor.witness.serving import PATH, Server
from wederhoor.witness.state import Unready
from wederhoor.witness.witness import Witness

PORT = 8020


def options(parser: argparse.ArgumentParser) -> None:
    """Where the memory stands, what the witness is called, whose logs it knows, and where it listens."""
    parser.add_argument("--data", required=True, help="folder of its key and its memory; never put back an older copy")
    parser.add_argument("--name", required=True, help="its name, like witness.example/w1")
    parser.add_argument("--log", action="append", default=[], metavar="VKEY", help="public key of a log; once for each")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on ({PORT}; 0 picks a free one)")
    parser.add_argument("--make-key", action="store_true", help="make the key if there is none, print it, and end")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    heed_signals()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    witness = _witness(args)
    try:
        if args.make_key:
            _say(args.json, {"vkey": witness.key.vkey}, witness.key.vkey)
            return DONE
        if not witness.logs:
            raise Unusable("This witness knows no log yet: name one with --log VKEY.")
        return _serve(witness, args)
    finally:
        witness.close()


def _witness(args: argparse.Namespace) -> Witness:
    if not is_name(args.name):
        raise Unusable("The name of a witness has no spaces and no plus; witness.example/w1 is one.")
    try:
        return Witness(Path(args.data).absolute(), args.name, [_key(text) for text in args.log])
    except Unready as problem:
        raise Unusable(str(problem)) from None


def _key(text: str) -> Key:
    try:
        return Key.parse(text)
    except BadNote as bad:
        raise Unusable(f"--log {text[:60]}: {bad}.") from None


def _serve(witness: Witness, args: argparse.Namespace) -> int:
    try:
        server = Server(witness, args.host, args.port)
    except OSError as problem:
        raise Unusable(f"{args.host}, port {args.port} cannot be listened on: {problem.strerror}.") from None
    with server:
        said = {"url": server.url, "vkey": witness.key.vkey, "logs": list(witness.logs)}
        logs = ", ".join(witness.logs)
        _say(args.json, said, f"Witness {witness.key.vkey}\ncosigns {logs}\nat {server.url}{PATH}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return DONE
    return DONE


def _say(as_json: bool, said: Mapping[str, object], text: str) -> None:
    if as_json:
        show_line(said)
    else:
        print(text)
    # Whoever started it may read from a pipe, and waits for this.
    print(end="", flush=True)
