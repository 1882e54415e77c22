/* Runs a command and reports what it cost: launch SECONDS REPORT COMMAND…
 *
 * Python could wait for the command itself, but a child's peak memory begins with that of the process it was forked
 * from, and Python's is larger than that of some of the tools. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t child;
static volatile sig_atomic_t late;

static void end_it(int number) {
  late = number == SIGALRM;
  kill(-child, SIGKILL);
}

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec + at.tv_nsec / 1e9;
}

static double seconds(struct timeval span) { return span.tv_sec + span.tv_usec / 1e6; }

int main(int count, char **words) {
  if (count < 4) return 2;
  double start = now();
  child = fork();
  if (child < 0) return 2;
  if (child == 0) {
    setsid();
    /* Python kills this program when it is interrupted itself. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(words[3], words + 3);
    perror(words[3]);
    _exit(127);
  }
  signal(SIGALRM, end_it);
  signal(SIGTERM, end_it);
  signal(SIGINT, end_it);
  alarm((unsigned)atoi(words[1]));
  int status;
  struct rusage cost;
  while (wait4(child, &status, 0, &cost) < 0)
    if (errno != EINTR) return 2;
  double wall = now() - start;
  int code = late ? 124 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  FILE *report = fopen(words[2], "w");
  if (!report) return 2;
  fprintf(report, "%.6f %.6f %ld %d\n", wall, seconds(cost.ru_utime) + seconds(cost.ru_stime), cost.ru_maxrss, code);
  return fclose(report) ? 2 : 0;
}
