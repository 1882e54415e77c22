/* Carries one file over channels of one connection through libssh2: carry USER KEY PORT ADDRESS FILE TARGET CHANNELS
 *
 * Both ends hash every byte once, while it goes by: this one with libcrypto, the other one with openssl or sha256sum, and
 * the hashes are compared. Nothing can be gone on with, and nothing is kept: this is no tool but what tools are measured
 * by. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <libssh2.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 16, STEP = 1 << 18, BLOCK = 1 << 16 };

/* A channel, and the part of the file that it takes. */
typedef struct {
  LIBSSH2_CHANNEL *channel;
  EVP_MD_CTX *hash;
  size_t at, hashed, end;
  int done;
} Way;

static LIBSSH2_SESSION *reach(const char *user, const char *key, int port, const char *address, int *line) {
  struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  inet_pton(AF_INET, address, &there.sin_addr);
  int yes = 1;
  *line = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(*line, (struct sockaddr *)&there, sizeof there)) return NULL;
  setsockopt(*line, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  char public[4096];
  snprintf(public, sizeof public, "%s.pub", key);
  LIBSSH2_SESSION *session = libssh2_session_init();
  libssh2_session_method_pref(session, LIBSSH2_METHOD_KEX, "curve25519-sha256");
  libssh2_session_method_pref(session, LIBSSH2_METHOD_CRYPT_CS, "aes128-ctr");
  libssh2_session_method_pref(session, LIBSSH2_METHOD_MAC_CS, "hmac-sha2-256");
  if (libssh2_session_handshake(session, *line)) return NULL;
  if (libssh2_userauth_publickey_fromfile(session, user, public, key, NULL)) return NULL;
  return session;
}

static int start(LIBSSH2_SESSION *session, Way *way, const char *target) {
  char command[8192];
  snprintf(command, sizeof command,
           "hash='openssl dgst -sha256 -r'; command -v openssl >/dev/null || hash=sha256sum; "
           "{ { dd bs=%d seek=%zu count=0 conv=notrunc 2>/dev/null; exec tee /dev/fd/3; } 3>&1 1<>'%s'; } | $hash",
           BLOCK, way->at / BLOCK, target);
  way->channel = libssh2_channel_open_session(session);
  way->hash = EVP_MD_CTX_new();
  return way->channel && EVP_DigestInit_ex(way->hash, EVP_sha256(), NULL) ? libssh2_channel_exec(way->channel, command) : -1;
}

/* Sends what the channel has room for; negative when it broke. */
static int fill(Way *way, const char *bytes) {
  while (way->at < way->end) {
    size_t most = way->end - way->at < STEP ? way->end - way->at : STEP;
    if (way->hashed < way->at + most) {
      EVP_DigestUpdate(way->hash, bytes + way->hashed, way->at + most - way->hashed);
      way->hashed = way->at + most;
    }
    ssize_t count = libssh2_channel_write(way->channel, bytes + way->at, most);
    if (count == LIBSSH2_ERROR_EAGAIN) return 0;
    if (count < 0) return -1;
    way->at += (size_t)count;
  }
  int code = libssh2_channel_send_eof(way->channel);
  if (code == LIBSSH2_ERROR_EAGAIN) return 0;
  way->done = 1;
  return code;
}

/* Whether the other end has hashed the same. */
static int agrees(Way *way) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  char wanted[2 * EVP_MAX_MD_SIZE + 1], told[64] = "";
  EVP_DigestFinal_ex(way->hash, digest, NULL);
  for (int at = 0; at < 32; at++) sprintf(wanted + 2 * at, "%02x", digest[at]);
  size_t count = 0;
  while (count < sizeof told) {
    ssize_t more = libssh2_channel_read(way->channel, told + count, sizeof told - count);
    if (more <= 0) break;
    count += (size_t)more;
  }
  return count == sizeof told && !memcmp(told, wanted, sizeof told);
}

int main(int count, char **words) {
  if (count != 8) return 2;
  int line, ways = atoi(words[7]), file = open(words[5], O_RDONLY);
  struct stat about;
  if (ways < 1 || ways > MOST || file < 0 || fstat(file, &about)) return 2;
  size_t size = (size_t)about.st_size, share = (size / (size_t)ways / BLOCK + 1) * BLOCK;
  const char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
  libssh2_init(0);
  LIBSSH2_SESSION *session = reach(words[1], words[2], atoi(words[3]), words[4], &line);
  if (bytes == MAP_FAILED || !session) return 3;
  Way all[MOST] = {0};
  for (int at = 0; at < ways; at++) {
    all[at].at = all[at].hashed = share * (size_t)at < size ? share * (size_t)at : size;
    all[at].end = share * (size_t)(at + 1) < size ? share * (size_t)(at + 1) : size;
    if (start(session, &all[at], words[6])) return 4;
  }
  libssh2_session_set_blocking(session, 0);
  for (int open = ways; open;) {
    size_t before = 0, after = 0;
    for (int at = 0; at < ways; at++) {
      before += all[at].at;
      /* A packet that went out in part has to be sent on before any other. */
      do {
        if (!all[at].done && fill(&all[at], bytes)) return 5;
        if (!(libssh2_session_block_directions(session) & LIBSSH2_SESSION_BLOCK_OUTBOUND)) break;
        struct pollfd room = {.fd = line, .events = POLLOUT};
        poll(&room, 1, -1);
      } while (!all[at].done);
      after += all[at].at;
    }
    open = 0;
    for (int at = 0; at < ways; at++) open += !all[at].done;
    if (!open || after > before) continue;
    struct pollfd news = {.fd = line, .events = POLLIN};
    poll(&news, 1, -1);
  }
  libssh2_session_set_blocking(session, 1);
  for (int at = 0; at < ways; at++)
    if (!agrees(&all[at])) return 6;
  return 0;
}
