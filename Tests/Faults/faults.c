// Fails the Nth call that writes to the disk, as a full or a broken disk would. To be preloaded:
//   cc -shared -fPIC -O2 -o faults.so faults.c -ldl
//   FAULT_KINDS=write,fsync,rename,mkdir,open FAULT_N=3 FAULT_ERRNO=28 LD_PRELOAD=./faults.so aerial ...
// FAULT_N=0 or none fails nothing. FAULT_STAYS=1 fails all later calls of these kinds too. FAULT_COUNT=FILE gets how many
// calls there were, FAULT_LOG=FILE what failed. Calls on pipes, terminals and files below /proc, /dev and /tmp/bash_jobs do not count.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long wanted = -1;
static int number = ENOSPC, stays, ready;
static char kinds[128] = ",write,fsync,rename,mkdir,open,";

static void set_up(void) {
    if (ready) return;
    ready = 1;
    const char *text = getenv("FAULT_N");
    wanted = text ? atol(text) : 0;
    if ((text = getenv("FAULT_ERRNO"))) number = atoi(text);
    if ((text = getenv("FAULT_KINDS"))) snprintf(kinds, sizeof kinds, ",%s,", text);
    stays = getenv("FAULT_STAYS") != NULL;
}

static void note(const char *name, const char *text) {
    const char *path = getenv(name);
    if (!path) return;
    int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    ssize_t (*real_write)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    int file = real_open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0) return;
    if (real_write(file, text, strlen(text)) < 0) {
    }
    close(file);
}

static int fails(const char *kind, const char *what) {
    set_up();
    char key[32];
    snprintf(key, sizeof key, ",%s,", kind);
    if (!strstr(kinds, key)) return 0;
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (wanted <= 0 || call < wanted || (call > wanted && !stays)) return 0;
    if (call == wanted) {
        char text[PATH_MAX + 64];
        snprintf(text, sizeof text, "%ld %s %s\n", call, kind, what ? what : "");
        note("FAULT_LOG", text);
    }
    errno = number;
    return 1;
}

__attribute__((destructor)) static void finish(void) {
    char text[32];
    snprintf(text, sizeof text, "%ld\n", atomic_load(&calls));
    note("FAULT_COUNT", text);
}

static int is_path_counted(const char *path) {
    return path && strncmp(path, "/proc/", 6) && strncmp(path, "/dev/", 5) && strncmp(path, "/sys/", 5);
}

static int is_file(int descriptor) {
    struct stat status;
    if (descriptor <= 2 || fstat(descriptor, &status) || !S_ISREG(status.st_mode)) return 0;
    return 1;
}

static const char *name_of(int descriptor) {
    static _Thread_local char path[PATH_MAX];
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    return path;
}

#define REAL(type, name, ...)         \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t count) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return is_file(fd) && fails("write", name_of(fd)) ? -1 : real(fd, data, count);
}
ssize_t pwrite(int fd, const void *data, size_t count, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return is_file(fd) && fails("write", name_of(fd)) ? -1 : real(fd, data, count, at);
}
ssize_t pwrite64(int fd, const void *data, size_t count, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return is_file(fd) && fails("write", name_of(fd)) ? -1 : real(fd, data, count, at);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    return is_file(fd) && fails("write", name_of(fd)) ? -1 : real(fd, parts, count);
}
// GDAL writes through stdio, whose own calls into the kernel cannot be seen here.
size_t fwrite(const void *data, size_t size, size_t count, FILE *file) {
    REAL(size_t, "fwrite", const void *, size_t, size_t, FILE *);
    return is_file(fileno(file)) && fails("write", name_of(fileno(file))) ? 0 : real(data, size, count, file);
}
int fflush(FILE *file) {
    REAL(int, "fflush", FILE *);
    return file && is_file(fileno(file)) && fails("write", name_of(fileno(file))) ? EOF : real(file);
}
int fclose(FILE *file) {
    REAL(int, "fclose", FILE *);
    int flags = fcntl(fileno(file), F_GETFL);
    if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && is_file(fileno(file)) &&
        fails("write", name_of(fileno(file)))) {
        real(file);
        errno = number;
        return EOF;
    }
    return real(file);
}
int fsync(int fd) {
    REAL(int, "fsync", int);
    return is_file(fd) && fails("fsync", name_of(fd)) ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    return is_file(fd) && fails("fsync", name_of(fd)) ? -1 : real(fd);
}
int ftruncate(int fd, off_t length) {
    REAL(int, "ftruncate", int, off_t);
    return is_file(fd) && fails("write", name_of(fd)) ? -1 : real(fd, length);
}
int ftruncate64(int fd, off64_t length) {
    REAL(int, "ftruncate64", int, off64_t);
    return is_file(fd) && fails("write", name_of(fd)) ? -1 : real(fd, length);
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return fails("rename", to) ? -1 : real(from, to);
}
int renameat(int a, const char *from, int b, const char *to) {
    REAL(int, "renameat", int, const char *, int, const char *);
    return fails("rename", to) ? -1 : real(a, from, b, to);
}
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
    return fails("rename", to) ? -1 : real(a, from, b, to, flags);
}
int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    return fails("mkdir", path) ? -1 : real(path, mode);
}
int mkdirat(int fd, const char *path, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    return fails("mkdir", path) ? -1 : real(fd, path, mode);
}

#define OPENS(name)                                                                                     \
    int name(const char *path, int flags, ...) {                                                        \
        mode_t mode = 0;                                                                                \
        if (flags & O_CREAT) {                                                                          \
            va_list list;                                                                               \
            va_start(list, flags);                                                                      \
            mode = va_arg(list, mode_t);                                                                \
            va_end(list);                                                                               \
        }                                                                                               \
        REAL(int, #name, const char *, int, ...);                                                       \
        if ((flags & O_ACCMODE) != O_RDONLY && is_path_counted(path) && fails("open", path)) return -1; \
        return real(path, flags, mode);                                                                 \
    }
OPENS(open)
OPENS(open64)

#define FOPENS(name)                                                                           \
    FILE *name(const char *path, const char *mode) {                                           \
        REAL(FILE *, #name, const char *, const char *);                                       \
        if (strpbrk(mode, "wa+") && is_path_counted(path) && fails("open", path)) return NULL; \
        return real(path, mode);                                                               \
    }
FOPENS(fopen)
FOPENS(fopen64)
