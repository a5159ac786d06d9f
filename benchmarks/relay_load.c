/* Load for one SSE server: opens many streams, publishes, and counts what arrives on them.
 *
 * relay_load PORT PUBLISH_PORT PUBLISH_PATH < commands
 *
 * Standard input begins with the requests that streams open with, in turn, one a line with its line
 * ends written as \r\n in two characters each, up to an empty line. PUBLISH_PATH is "-" where a line
 * of the publishing socket is an event, else the path that each event is posted to. Then one command
 * a line, each answered by a line of JSON:
 *
 *   connect N            open N more streams
 *   burst M              publish M events at once, until they have arrived everywhere
 *   paced RATE SECONDS   publish evenly
 *   listen N SECONDS     count what others publish, until N deliveries or so many seconds
 *   quiet SECONDS        publish nothing, and count the streams that hear something all the same
 *   settle SECONDS       read until nothing has come for so long
 *
 * An event carries '@' and 19 digits: the nanosecond it was published at. Nothing else that a server
 * sends may contain '@'. One thread polls without sleeping, so that no wake-up is measured, but for
 * "listen", which leaves the core to the others. "busy" is the share of the time in which it had
 * something to read, and near 1 the figures are its own.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { DIGITS = 19, BUFFER = 1 << 18, EVENTS = 512, IN_FLIGHT = 256, BUCKETS = 2000000 };
static const int64_t SECOND = 1000000000, BUCKET = 10000, PATIENCE = 10 * SECOND;
static const int64_t CALM = 3 * SECOND / 10;

typedef struct {
  int fd, greeted, carried, heard;
  char carry[DIGITS];
} Stream;

static Stream *streams;
static int count, greeted, poller, publisher, kinds;
static char **requests, buffer[BUFFER], *pending;
static size_t pending_length, pending_sent;
static const char *publish_path;
static int64_t delivered, busy;
static uint32_t histogram[BUCKETS];
static struct sockaddr_in server;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

static void arrived(const char *digits, int64_t at) {
  int64_t stamp = 0;
  for (int i = 0; i < DIGITS; i++) stamp = stamp * 10 + (digits[i] - '0');
  int64_t bucket = (at - stamp) / BUCKET;
  histogram[bucket < 0 ? 0 : bucket >= BUCKETS ? BUCKETS - 1 : bucket]++;
  delivered++;
}

/* Counts the stamps of a chunk; one that is cut by its end is carried into the next. */
static void scan(Stream *s, const char *data, size_t length, int64_t at) {
  const char *end = data + length;
  if (s->carried) {
    size_t need = DIGITS - (s->carried - 1), take = length < need ? length : need;
    memcpy(s->carry + s->carried - 1, data, take);
    s->carried += take;
    data += take;
    if (s->carried - 1 < DIGITS) return;
    arrived(s->carry, at);
    s->carried = 0;
  }
  while (data < end && (data = memchr(data, '@', end - data))) {
    size_t rest = end - ++data;
    if (rest < DIGITS) {
      memcpy(s->carry, data, rest);
      s->carried = rest + 1;
      return;
    }
    arrived(data, at);
    data += DIGITS;
  }
}

static void drain(Stream *s) {
  for (;;) {
    ssize_t n = recv(s->fd, buffer, BUFFER, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) fail("a stream ended");
    s->heard = 1;
    if (!s->greeted && memmem(buffer, n, "\r\n\r\n", 4)) {
      if (!memmem(buffer, n, " 200 ", 5)) {
        fprintf(stderr, "%.*s\n", (int)n, buffer);
        exit(1);
      }
      s->greeted = 1;
      greeted++;
    }
    scan(s, buffer, n, now());
    if (n < BUFFER) return;
  }
}

static void publish_pending(void) {
  while (pending_sent < pending_length) {
    ssize_t n = send(publisher, pending + pending_sent, pending_length - pending_sent, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) fail("publish");
    pending_sent += n;
  }
  pending_length = pending_sent = 0;
}

/* One turn: whatever can be read is read. Returns how many streams had something. */
static int turn(int wait) {
  struct epoll_event ready[EVENTS];
  if (pending_length) publish_pending();
  int n = epoll_wait(poller, ready, EVENTS, wait);
  if (n <= 0) return 0;
  int64_t began = now();
  int from_streams = 0;
  for (int i = 0; i < n; i++) {
    if (ready[i].data.u32 == UINT32_MAX) {
      while (recv(publisher, buffer, BUFFER, MSG_DONTWAIT) > 0) continue;
      continue;
    }
    drain(&streams[ready[i].data.u32]);
    from_streams++;
  }
  busy += now() - began;
  return from_streams;
}

/* Reads until nothing has come for so long; heartbeats may never leave such a pause. */
static void settle(int64_t calm) {
  int64_t quiet = now(), end = quiet + 5 * calm;
  while (now() - quiet < calm && now() < end)
    if (turn(10)) quiet = now();
}

static void watch(int fd, uint32_t index) {
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = index};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
}

static void open_stream(int index) {
  /* Every 20,000 streams leave from another loopback address: an address has 28,000 ports. */
  struct sockaddr_in from = {.sin_family = AF_INET};
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + index / 20000);
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  if (fd < 0) fail("socket");
  setsockopt(fd, IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&from, sizeof from)) fail("bind");
  if (connect(fd, (struct sockaddr *)&server, sizeof server)) fail("connect");
  fcntl(fd, F_SETFL, O_NONBLOCK);
  const char *request = requests[index % kinds];
  if (send(fd, request, strlen(request), 0) < 0) fail("send");
  streams[index] = (Stream){.fd = fd};
  watch(fd, index);
}

static void connect_streams(int more) {
  streams = realloc(streams, (count + more) * sizeof *streams);
  int64_t began = now(), last = count + more, moved = began;
  busy = 0;
  while (greeted < last) {
    while (count < last && count - greeted < IN_FLIGHT) open_stream(count++);
    if (turn(0)) moved = now();
    if (now() - moved > PATIENCE) {
      fprintf(stderr, "%d of %ld streams were not greeted\n", (int)(last - greeted), (long)last);
      exit(1);
    }
  }
  int64_t took = now() - began;
  settle(CALM);
  printf("{\"seconds\": %.6f, \"busy\": %.3f}\n", took / 1e9, (double)busy / took);
}

static void publish(void) {
  char event[256], post[512];
  int n = snprintf(event, sizeof event,
                   "{\"id\":\"0199\",\"type\":\"post:created\",\"data\":{\"t\":\"@%019ld\",\"text\":"
                   "\"%0100d\"}}",
                   now(), 0);
  int m = publish_path[0] == '-'
              ? snprintf(post, sizeof post, "%s\n", event)
              : snprintf(post, sizeof post,
                         "POST %s HTTP/1.1\r\nHost: bench\r\nContent-Length: %d\r\n\r\n%s",
                         publish_path, n, event);
  pending = realloc(pending, pending_length + m);
  memcpy(pending + pending_length, post, m);
  pending_length += m;
}

static void reset(void) {
  memset(histogram, 0, sizeof histogram);
  delivered = busy = 0;
}

static double quantile(double share) {
  int64_t rank = share * delivered, seen = 0;
  for (int i = 0; i < BUCKETS; i++)
    if ((seen += histogram[i]) > rank) return (i + 0.5) * BUCKET / 1e6;
  return 0;
}

static void answer(int64_t expected, int64_t took) {
  printf("{\"seconds\": %.6f, \"busy\": %.3f, \"delivered\": %ld, \"expected\": %ld, \"p50_ms\": "
         "%.3f, \"p99_ms\": %.3f}\n",
         took / 1e9, (double)busy / took, delivered, expected, quantile(0.5), quantile(0.99));
}

static void burst(int messages) {
  int64_t expected = (int64_t)messages * count, began = now(), moved = began;
  reset();
  for (int i = 0; i < messages; i++) publish();
  while (delivered < expected && now() - moved < PATIENCE)
    if (turn(0)) moved = now();
  answer(expected, now() - began);
  settle(CALM);
}

static void paced(int rate, double seconds) {
  int total = rate * seconds, sent = 0;
  int64_t expected = (int64_t)total * count, began = now(), moved = began;
  /* A server that cannot keep the pace is not waited for: what is missing then is its figure. */
  int64_t end = began + seconds * SECOND + PATIENCE;
  reset();
  while (delivered < expected && now() - moved < PATIENCE && now() < end) {
    if (sent < total && now() >= began + sent * SECOND / rate) {
      publish();
      sent++;
      moved = now();
    }
    if (turn(0)) moved = now();
  }
  answer(expected, now() - began);
  settle(CALM);
}

static void listen_for(int64_t expected, double seconds) {
  int64_t began = now();
  reset();
  while (delivered < expected && now() - began < seconds * SECOND) turn(10);
  answer(expected, now() - began);
}

static void quiet_for(double seconds) {
  int64_t began = now();
  int heard = 0;
  reset();
  for (int i = 0; i < count; i++) streams[i].heard = 0;
  while (now() - began < seconds * SECOND) turn(10);
  for (int i = 0; i < count; i++) heard += streams[i].heard;
  printf("{\"seconds\": %.6f, \"busy\": %.3f, \"heard\": %d}\n", (now() - began) / 1e9,
         (double)busy / (now() - began), heard);
}

static void add_request(const char *line) {
  requests = realloc(requests, (kinds + 1) * sizeof *requests);
  char *to = requests[kinds++] = malloc(strlen(line) + 1);
  for (const char *from = line; *from && *from != '\n'; from++)
    if (from[0] == '\\' && (from[1] == 'r' || from[1] == 'n'))
      *to++ = *++from == 'r' ? '\r' : '\n';
    else
      *to++ = *from;
  *to = 0;
}

int main(int arguments, char **argument) {
  char line[8192];
  int number, one = 1;
  long many;
  double seconds;
  if (arguments != 4) return 2;
  while (fgets(line, sizeof line, stdin) && *line != '\n') add_request(line);
  if (!kinds) return 2;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(argument[1]))};
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  struct sockaddr_in control = server;
  control.sin_port = htons(atoi(argument[2]));
  publish_path = argument[3];
  poller = epoll_create1(0);
  if (control.sin_port) {
    publisher = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(publisher, (struct sockaddr *)&control, sizeof control)) fail("publisher");
    setsockopt(publisher, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(publisher, UINT32_MAX);
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "connect %d", &number) == 1) connect_streams(number);
    else if (sscanf(line, "burst %d", &number) == 1) burst(number);
    else if (sscanf(line, "paced %d %lf", &number, &seconds) == 2) paced(number, seconds);
    else if (sscanf(line, "listen %ld %lf", &many, &seconds) == 2) listen_for(many, seconds);
    else if (sscanf(line, "quiet %lf", &seconds) == 1) quiet_for(seconds);
    else if (sscanf(line, "settle %lf", &seconds) == 1) {
      reset();
      settle(seconds * SECOND);
      answer(0, SECOND);
    } else return 2;
  }
  return 0;
}
