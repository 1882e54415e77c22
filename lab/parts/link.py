"""Joins two network namespaces by a pair of TUN devices and delivers each packet a fixed time later.

Usage: link.py NAMESPACE DEVICE NAMESPACE DEVICE MILLISECONDS
Prints `ready` when both devices are there; they vanish with this process.
"""

import collections
import ctypes
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
# A link holds what is under way and no more, as a queue of a network card does.
CAPACITY = 4096
libc = ctypes.CDLL(None, use_errno=True)


def device(namespace, name):
    """A TUN device in the namespace, as a descriptor that reads and writes its packets."""
    with open(namespace, "rb") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            sys.exit(f"link: {namespace}: {os.strerror(ctypes.get_errno())}")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return tun


def carry(ends, delay):
    """Carries packets between the two descriptors for ever."""
    opposite = dict(zip(ends, reversed(ends)))
    under_way = collections.deque()
    while True:
        wait = max(0, under_way[0][0] - time.monotonic()) if under_way else None
        for source in select.select(ends, [], [], wait)[0]:
            packet = os.read(source, 65536)
            if len(under_way) < CAPACITY:
                under_way.append((time.monotonic() + delay, opposite[source], packet))
        while under_way and under_way[0][0] <= time.monotonic():
            _, target, packet = under_way.popleft()
            try:
                os.write(target, packet)
            except OSError:
                pass  # the device is down or full: the packet is lost


ends = [device(sys.argv[1], sys.argv[2]), device(sys.argv[3], sys.argv[4])]
print("ready", flush=True)
carry(ends, int(sys.argv[5]) / 1000)
