// What Swift's Glibc module does not offer.
#pragma once

// First, so that the types these share with the headers below stay those of the Glibc module.
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

// Declared here because their headers show them only to GNU sources, which the Glibc module is not.
extern int pidfd_open(pid_t process, unsigned int flags);
extern int pipe2(int ends[2], int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int lowest);

enum { spawn_in_new_session = 0x80 };  // POSIX_SPAWN_SETSID
