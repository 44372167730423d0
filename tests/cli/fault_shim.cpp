// Stands between a program and the disk (LD_PRELOAD): counts the calls that change something below
// a place, and lets one of them go wrong. From the environment:
//   WRIT_FAULT_PLACE  a part of the paths that count
//   WRIT_FAULT        "MODE N": what happens at the N-th call
//                       kill    SIGKILL instead of the call
//                       torn    half of a write, then SIGKILL
//                       int     SIGINT before the call, then the call
//                       term    the same with SIGTERM
//                       eio     EIO instead of the call
//                       enospc  ENOSPC instead of the call, if it is one that takes space
//                       full    the same, for it and all that follow
//                       short   half of a write, which says so
//                       eintr   EINTR instead of a write
//   WRIT_FAULT_LOG    a file that gets a line for each call that counts
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

enum class Step { go_on, fail, half, half_and_kill };

bool counts(const std::string& path) {
  const char* place = std::getenv("WRIT_FAULT_PLACE");
  return place != nullptr && path.find(place) != std::string::npos;
}

std::string path_of(int fd) {
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  char path[PATH_MAX];
  const ssize_t size = readlink(link.c_str(), path, sizeof path);
  return size < 0 ? "" : std::string(path, static_cast<std::size_t>(size));
}

std::string path_at(int folder, const char* path) {
  return folder == AT_FDCWD || *path == '/' ? path : path_of(folder) + "/" + path;
}

void note(const std::string& what, const std::string& path) {
  if (const char* log = std::getenv("WRIT_FAULT_LOG")) {
    const int fd =
        next<int(const char*, int, ...)>("open")(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    const std::string line = what + " " + path + "\n";
    (void)!next<ssize_t(int, const void*, std::size_t)>("write")(fd, line.data(), line.size());
    next<int(int)>("close")(fd);
  }
}

// What is to happen at this call; `takes_space`: a full disk can refuse it.
Step step(const std::string& what, const std::string& path, bool takes_space) {
  static int calls = 0;
  if (!counts(path)) {
    return Step::go_on;
  }
  note(what, path);
  const char* fault = std::getenv("WRIT_FAULT");
  char mode[16] = "";
  int at = 0;
  if (fault == nullptr || std::sscanf(fault, "%15s %d", mode, &at) != 2) {
    return Step::go_on;
  }
  ++calls;
  const std::string kind = mode;
  if (calls < at || (calls > at && kind != "full")) {
    return Step::go_on;
  }
  if (kind == "kill") {
    raise(SIGKILL);
  } else if (kind == "int" || kind == "term") {
    raise(kind == "int" ? SIGINT : SIGTERM);
  } else if (kind == "torn") {
    return Step::half_and_kill;
  } else if (kind == "short") {
    return Step::half;
  } else if (kind == "eio") {
    errno = EIO;
    return Step::fail;
  } else if (kind == "eintr" && what == "write") {
    errno = EINTR;
    return Step::fail;
  } else if ((kind == "enospc" || kind == "full") && takes_space) {
    errno = ENOSPC;
    return Step::fail;
  }
  return Step::go_on;
}

int call(const std::string& what, const std::string& path, bool takes_space, auto real) {
  switch (step(what, path, takes_space)) {
    case Step::fail:
      return -1;
    case Step::half_and_kill:
      raise(SIGKILL);
      return -1;
    default:
      return real();
  }
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  const auto real = [&] { return next<int(const char*, int, ...)>("open")(path, flags, mode); };
  return (flags & O_CREAT) != 0 ? call("create", path, true, real) : real();
}

ssize_t write(int fd, const void* bytes, std::size_t size) {
  auto* real = next<ssize_t(int, const void*, std::size_t)>("write");
  switch (step("write", path_of(fd), true)) {
    case Step::fail:
      return -1;
    case Step::half:
      return real(fd, bytes, size < 2 ? size : size / 2);
    case Step::half_and_kill:
      (void)!real(fd, bytes, size / 2);
      raise(SIGKILL);
      return -1;
    default:
      return real(fd, bytes, size);
  }
}

int fsync(int fd) {
  return call("sync", path_of(fd), true, [&] { return next<int(int)>("fsync")(fd); });
}

int syncfs(int fd) {
  return call("sync-all", path_of(fd), true, [&] { return next<int(int)>("syncfs")(fd); });
}

int close(int fd) {
  const std::string path = path_of(fd);
  struct stat info {};
  const bool written = counts(path) && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY &&
                       fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  auto* real = next<int(int)>("close");
  if (!written) {
    return real(fd);
  }
  if (call("close", path, true, [] { return 0; }) != 0) {
    const int number = errno;
    real(fd);
    errno = number;
    return -1;
  }
  return real(fd);
}

int mkdir(const char* path, mode_t mode) {
  return call("mkdir", path, true,
              [&] { return next<int(const char*, mode_t)>("mkdir")(path, mode); });
}

int rename(const char* from, const char* to) {
  return call("rename", std::string(from) + " to " + to, true,
              [&] { return next<int(const char*, const char*)>("rename")(from, to); });
}

int unlink(const char* path) {
  return call("unlink", path, false, [&] { return next<int(const char*)>("unlink")(path); });
}

int rmdir(const char* path) {
  return call("rmdir", path, false, [&] { return next<int(const char*)>("rmdir")(path); });
}

int unlinkat(int folder, const char* path, int flags) {
  return call("unlink", path_at(folder, path), false,
              [&] { return next<int(int, const char*, int)>("unlinkat")(folder, path, flags); });
}

int remove(const char* path) {
  return call("unlink", path, false, [&] { return next<int(const char*)>("remove")(path); });
}

// `flock` is a struct, too.
int lock_call(int fd, int operation) __asm__("flock");
int lock_call(int fd, int operation) {
  return call("lock", path_of(fd), false,
              [&] { return next<int(int, int)>("flock")(fd, operation); });
}
}
