/* Makes loopback far away: relay RTT-MICROSECONDS PORT SERVER-PORT COUNT
 *
 * Listens on 127.0.1.1 to 127.0.1.COUNT and hands each connection on to the same address, where the server listens. Each
 * direction is late by half a round trip, and the connection itself by one, as the handshake of TCP makes it: a client
 * here may write at once, so what it writes before its handshake would be over leaves half a round trip after that,
 * and the server is connected to at that moment. There is no loss, no slow start and no limit of bandwidth.
 * Ends when its standard input does. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 1 << 16, ON_THE_WAY = 32 << 20 };

typedef struct Piece {
  struct Piece *next;
  int64_t due;
  size_t from, size; /* No size: the end of the stream. */
  char bytes[];
} Piece;

/* What one side says to the other. */
typedef struct {
  int in, out;
  Piece *first, *last;
  size_t held;
  int ended; /* Nothing more will be read. */
  int blocked; /* The other side takes nothing at the moment. */
  int done;
} Way;

typedef struct Line {
  struct Line *next, *previous;
  struct sockaddr_in server;
  int64_t opens;
  int open;
  int stirred; /* Something may be read. */
  Way up, down;
} Line;

static int poller, timer, server_port;
static int64_t round_trip;
static Line *lines;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * INT64_C(1000000000) + at.tv_nsec;
}

static void watch(int descriptor, void *what, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = what};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event)) fail("epoll_ctl");
}

static void hurry(int descriptor) {
  int yes = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static void drop(Line *line) {
  Way *ways[] = {&line->up, &line->down};
  for (int i = 0; i < 2; i++)
    for (Piece *piece = ways[i]->first, *next; piece; piece = next) next = piece->next, free(piece);
  close(line->up.in);
  if (line->open) close(line->up.out);
  if (line->previous) line->previous->next = line->next;
  else lines = line->next;
  if (line->next) line->next->previous = line->previous;
  free(line);
}

static void append(Way *way, Piece *piece, int64_t due) {
  piece->due = due;
  piece->next = NULL;
  if (way->last) way->last->next = piece;
  else way->first = piece;
  way->last = piece;
  way->held += piece->size;
}

static void take(Line *line, Way *way) {
  while (!way->ended && way->held < ON_THE_WAY) {
    Piece *piece = malloc(sizeof *piece + PIECE);
    if (!piece) fail("malloc");
    ssize_t count = read(way->in, piece->bytes, PIECE);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
      free(piece);
      return;
    }
    piece->from = 0;
    piece->size = count > 0 ? (size_t)count : 0;
    if (count <= 0) way->ended = 1;
    else piece = realloc(piece, sizeof *piece + piece->size);
    int64_t due = now() + round_trip / 2;
    append(way, piece, due < line->opens ? line->opens : due);
  }
}

static void read_all(Line *line) {
  take(line, &line->up);
  if (line->open) take(line, &line->down);
  line->stirred = line->up.held >= ON_THE_WAY || line->down.held >= ON_THE_WAY;
}

/* Returns -1 when the line is over. */
static int give(Way *way, int64_t at) {
  while (way->first && !way->blocked && way->first->due <= at) {
    Piece *piece = way->first;
    if (piece->size == 0) {
      shutdown(way->out, SHUT_WR);
      way->done = 1;
    } else {
      ssize_t count = send(way->out, piece->bytes + piece->from, piece->size - piece->from, MSG_NOSIGNAL);
      if (count < 0 && errno == EAGAIN) {
        way->blocked = 1;
        return 0;
      }
      if (count < 0 && errno != EINTR) return -1;
      if (count > 0) piece->from += (size_t)count, way->held -= (size_t)count;
      if (piece->from < piece->size) continue;
    }
    way->first = piece->next;
    if (!way->first) way->last = NULL;
    free(piece);
  }
  return 0;
}

static int connect_on(Line *line) {
  int out = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (out < 0 || connect(out, (struct sockaddr *)&line->server, sizeof line->server)) {
    if (out >= 0) close(out);
    return -1;
  }
  fcntl(out, F_SETFL, O_NONBLOCK);
  hurry(out);
  line->up.out = line->down.in = out;
  line->open = line->stirred = 1;
  watch(out, line, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  return 0;
}

static void answer(int listener) {
  for (;;) {
    int in = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (in < 0) return;
    hurry(in);
    Line *line = calloc(1, sizeof *line);
    if (!line) fail("calloc");
    socklen_t size = sizeof line->server;
    getsockname(in, (struct sockaddr *)&line->server, &size);
    line->server.sin_port = htons((uint16_t)server_port);
    line->opens = now() + round_trip * 3 / 2;
    line->up.in = line->down.out = in;
    line->stirred = 1;
    line->next = lines;
    if (lines) lines->previous = line;
    lines = line;
    watch(in, line, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  }
}

/* Moves all that is due, and returns when the next thing will be, or 0. */
static int64_t carry(void) {
  int64_t soonest = 0;
  for (Line *line = lines, *next; line; line = next) {
    next = line->next;
    int64_t at = now();
    int over = 0;
    if (!line->open && line->opens <= at) over = connect_on(line) < 0;
    if (line->stirred) read_all(line);
    if (line->open && !over) over = give(&line->up, at) || give(&line->down, at);
    if (over || line->down.done) {
      drop(line);
      continue;
    }
    int64_t dues[] = {line->open ? 0 : line->opens, line->up.first && line->open && !line->up.blocked ? line->up.first->due : 0,
                      line->down.first && !line->down.blocked ? line->down.first->due : 0};
    for (int i = 0; i < 3; i++)
      if (dues[i] && (!soonest || dues[i] < soonest)) soonest = dues[i];
  }
  return soonest;
}

static void listen_on(int host, int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(0x7f000100u + (uint32_t)host);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 128)) fail("listen");
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = ((uint64_t)listener << 1) | 1};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event)) fail("epoll_ctl");
}

int main(int count, char **words) {
  if (count != 5) return 2;
  round_trip = atoll(words[1]) * 1000;
  server_port = atoi(words[3]);
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  poller = epoll_create1(EPOLL_CLOEXEC);
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  watch(timer, &timer, EPOLLIN | EPOLLET);
  watch(STDIN_FILENO, NULL, EPOLLIN);
  for (int host = 1; host <= atoi(words[4]); host++) listen_on(host, atoi(words[2]));
  puts("ready");
  fflush(stdout);
  for (;;) {
    struct epoll_event events[64];
    int some = epoll_wait(poller, events, 64, -1);
    for (int i = 0; i < some; i++) {
      if (events[i].data.ptr == NULL) return 0;
      if (events[i].data.ptr == &timer) continue;
      if (events[i].data.u64 & 1) answer((int)(events[i].data.u64 >> 1));
      else {
        Line *line = events[i].data.ptr;
        line->stirred = 1;
        if (events[i].events & EPOLLOUT) line->up.blocked = line->down.blocked = 0;
      }
    }
    int64_t soonest = carry();
    struct itimerspec when = {.it_value = {soonest / 1000000000, soonest % 1000000000}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
  }
}
