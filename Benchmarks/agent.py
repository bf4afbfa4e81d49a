"""What the benchmarks see of a running agent from outside: its samples, by its feed, and its CPU time."""
import socket
import struct
import sys
import time


def cpu(process):
    """Seconds of CPU time that a process has used, of threads that ended too (clock_getcpuclockid(3))."""
    return time.clock_gettime(~process << 3 | 2)


def take(connection, count):
    data = bytearray()
    while len(data) < count:
        piece = connection.recv(min(1 << 20, count - len(data)))
        if not piece:
            sys.exit("bench: the agent closed a connection")
        data += piece
    return data


def varint(number):
    data = bytearray()
    while number > 127:
        data.append(number & 127 | 128)
        number >>= 7
    return bytes(data + bytes([number]))


class Samples:
    """Waits for one sample of the agent after another."""

    def __init__(self, path):
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(path)
        self.generation = 0

    def next(self):
        # a SnapshotRequest with after_generation, a wait of a minute, a guest that is none, and neither facts nor numbers
        fields = b"\x08" + varint(self.generation) + b"\x10" + varint(60_000) + b"\x1a\x01/" + b"\x28\x01\x30\x01"
        question = b"\x0a" + varint(len(fields)) + fields
        self.connection.sendall(struct.pack(">I", len(question)) + question)
        (length,) = struct.unpack(">I", take(self.connection, 4))
        # Response.snapshot.status.generation
        answer = take(self.connection, length)
        for number in 3, 1, 1:
            answer = self.field(answer, number)
        self.generation = answer

    def field(self, message, wanted):
        position = 0

        def number():
            nonlocal position
            value = shift = 0
            while True:
                byte = message[position]
                position += 1
                value |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    return value

        while position < len(message):
            key = number()
            if key & 7 == 0:
                value = number()
            else:
                length = {1: 8, 5: 4}.get(key & 7) or number()
                value = message[position : position + length]
                position += length
            if key >> 3 == wanted:
                return value
        sys.exit(f"bench: an answer without field {wanted}")
