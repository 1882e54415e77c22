/* Runs a script on each host through libssh2: bare USER KEY PORT ADDRESS SCRIPT-FILE [ADDRESS SCRIPT-FILE]…
 *
 * One thread for each host; the script is the exec request itself. Host keys are not compared and nothing is retried,
 * since this is no tool but what tools are measured by. */
#include <arpa/inet.h>
#include <libssh2.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *user, *key;
static char key_public[4096];
static int port;

static ssize_t hurried_receive(int socket, void *buffer, size_t size, int flags, void **abstract) {
  (void)abstract;
  int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
  ssize_t count = recv(socket, buffer, size, flags);
  return count < 0 ? -11 : count;
}

static char *contents(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) return NULL;
  char *text = calloc(1, 1 << 17);
  size_t count = fread(text, 1, (1 << 17) - 1, file);
  fclose(file);
  return count ? text : NULL;
}

static int run(const char *address, const char *script) {
  struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  inet_pton(AF_INET, address, &there.sin_addr);
  int line = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  if (connect(line, (struct sockaddr *)&there, sizeof there)) return 1;
  setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  LIBSSH2_SESSION *session = libssh2_session_init();
  libssh2_session_callback_set(session, LIBSSH2_CALLBACK_RECV, (void *)hurried_receive);
  libssh2_session_method_pref(session, LIBSSH2_METHOD_KEX, "curve25519-sha256");
  if (libssh2_session_handshake(session, line)) return 2;
  if (libssh2_userauth_publickey_fromfile(session, user, key_public, key, NULL)) return 3;
  LIBSSH2_CHANNEL *channel = libssh2_channel_open_session(session);
  if (!channel || libssh2_channel_exec(channel, script)) return 4;
  char buffer[4096];
  while (libssh2_channel_read(channel, buffer, sizeof buffer) > 0) continue;
  while (libssh2_channel_read_stderr(channel, buffer, sizeof buffer) > 0) continue;
  libssh2_channel_close(channel);
  libssh2_channel_wait_closed(channel);
  int code = libssh2_channel_get_exit_status(channel);
  close(line);
  return code;
}

static void *host(void *words) {
  char **both = words, *script = contents(both[1]);
  return (void *)(long)(script ? run(both[0], script) : 5);
}

int main(int count, char **words) {
  if (count < 6) return 2;
  user = words[1];
  key = words[2];
  snprintf(key_public, sizeof key_public, "%s.pub", key);
  port = atoi(words[3]);
  libssh2_init(0);
  int hosts = (count - 4) / 2, failed = 0;
  pthread_t threads[hosts];
  for (int at = 0; at < hosts; at++) pthread_create(&threads[at], NULL, host, words + 4 + 2 * at);
  for (int at = 0; at < hosts; at++) {
    void *code;
    pthread_join(threads[at], &code);
    if (code) fprintf(stderr, "%s: %ld\n", words[4 + 2 * at], (long)code), failed = 1;
  }
  return failed;
}
