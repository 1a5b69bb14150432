/* errors.c — names and texts of errno values. Every system has its own numbers, and not every name. */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>

typedef struct error_entry {
  int32_t number;
  const char *name;
  const char *text;
} error_entry;

static const error_entry error_entries[] = {
    {EPERM, "EPERM", "Operation not permitted"},
    {ENOENT, "ENOENT", "No such file or directory"},
    {ESRCH, "ESRCH", "No such process"},
    {EINTR, "EINTR", "Interrupted system call"},
    {EIO, "EIO", "Input/output error"},
    {ENXIO, "ENXIO", "No such device or address"},
    {E2BIG, "E2BIG", "Argument list too long"},
    {ENOEXEC, "ENOEXEC", "Not a program that the system can run"},
    {EBADF, "EBADF", "Bad file descriptor"},
    {ECHILD, "ECHILD", "No child process"},
    {EAGAIN, "EAGAIN", "Resource temporarily unavailable"},
    {ENOMEM, "ENOMEM", "Not enough memory"},
    {EACCES, "EACCES", "Permission denied"},
    {EFAULT, "EFAULT", "Bad address"},
    {EBUSY, "EBUSY", "Device or resource busy"},
    {EEXIST, "EEXIST", "File exists"},
    {EXDEV, "EXDEV", "Link across devices"},
    {ENODEV, "ENODEV", "No such device"},
    {ENOTDIR, "ENOTDIR", "Not a directory"},
    {EISDIR, "EISDIR", "Is a directory"},
    {EINVAL, "EINVAL", "Invalid argument"},
    {ENFILE, "ENFILE", "Too many open files in the system"},
    {EMFILE, "EMFILE", "Too many open files in this process"},
    {ENOTTY, "ENOTTY", "Not a terminal"},
    {EFBIG, "EFBIG", "File too large"},
    {ENOSPC, "ENOSPC", "No space left on the device"},
    {ESPIPE, "ESPIPE", "Illegal seek"},
    {EROFS, "EROFS", "Read-only file system"},
    {EMLINK, "EMLINK", "Too many links"},
    {EPIPE, "EPIPE", "Broken pipe: nobody reads"},
    {EDOM, "EDOM", "Argument outside the function's domain"},
    {ERANGE, "ERANGE", "Result out of range"},
    {EDEADLK, "EDEADLK", "Resource deadlock avoided"},
    {ENAMETOOLONG, "ENAMETOOLONG", "File name too long"},
    {ENOLCK, "ENOLCK", "No locks available"},
    {ENOSYS, "ENOSYS", "Function not implemented"},
    {ENOTEMPTY, "ENOTEMPTY", "Directory not empty"},
    {EILSEQ, "EILSEQ", "Invalid byte sequence"},
#ifdef ETXTBSY
    {ETXTBSY, "ETXTBSY", "Program file is open for writing"},
#endif
#ifdef ENOTBLK
    {ENOTBLK, "ENOTBLK", "Block device required"},
#endif
#ifdef ELOOP
    {ELOOP, "ELOOP", "Too many levels of symbolic links"},
#endif
#ifdef EOVERFLOW
    {EOVERFLOW, "EOVERFLOW", "Value too large for its type"},
#endif
#ifdef EPROTO
    {EPROTO, "EPROTO", "Protocol error"},
#endif
#ifdef EBADMSG
    {EBADMSG, "EBADMSG", "Bad message"},
#endif
#ifdef ENOSR
    {ENOSR, "ENOSR", "Out of stream resources"},
#endif
#ifdef ENOSTR
    {ENOSTR, "ENOSTR", "Not a stream"},
#endif
#ifdef ENODATA
    {ENODATA, "ENODATA", "No data available"},
#endif
#ifdef ETIME
    {ETIME, "ETIME", "Timer expired"},
#endif
#ifdef ECANCELED
    {ECANCELED, "ECANCELED", "Operation canceled"},
#endif
#ifdef EOWNERDEAD
    {EOWNERDEAD, "EOWNERDEAD", "Owner died"},
#endif
#ifdef ENOTRECOVERABLE
    {ENOTRECOVERABLE, "ENOTRECOVERABLE", "State not recoverable"},
#endif
#ifdef ENOTSOCK
    {ENOTSOCK, "ENOTSOCK", "Not a socket"},
#endif
#ifdef EDESTADDRREQ
    {EDESTADDRREQ, "EDESTADDRREQ", "Destination address required"},
#endif
#ifdef EMSGSIZE
    {EMSGSIZE, "EMSGSIZE", "Message too long"},
#endif
#ifdef EPROTOTYPE
    {EPROTOTYPE, "EPROTOTYPE", "Wrong protocol type for the socket"},
#endif
#ifdef ENOPROTOOPT
    {ENOPROTOOPT, "ENOPROTOOPT", "Protocol option not available"},
#endif
#ifdef EPROTONOSUPPORT
    {EPROTONOSUPPORT, "EPROTONOSUPPORT", "Protocol not supported"},
#endif
#ifdef ESOCKTNOSUPPORT
    {ESOCKTNOSUPPORT, "ESOCKTNOSUPPORT", "Socket type not supported"},
#endif
#ifdef EOPNOTSUPP
    {EOPNOTSUPP, "EOPNOTSUPP", "Operation not supported"},
#endif
#ifdef EPFNOSUPPORT
    {EPFNOSUPPORT, "EPFNOSUPPORT", "Protocol family not supported"},
#endif
#ifdef EAFNOSUPPORT
    {EAFNOSUPPORT, "EAFNOSUPPORT", "Address family not supported"},
#endif
#ifdef EADDRINUSE
    {EADDRINUSE, "EADDRINUSE", "Address already in use"},
#endif
#ifdef EADDRNOTAVAIL
    {EADDRNOTAVAIL, "EADDRNOTAVAIL", "Address not available"},
#endif
#ifdef ENETDOWN
    {ENETDOWN, "ENETDOWN", "Network is down"},
#endif
#ifdef ENETUNREACH
    {ENETUNREACH, "ENETUNREACH", "Network is unreachable"},
#endif
#ifdef ENETRESET
    {ENETRESET, "ENETRESET", "Connection dropped by the network"},
#endif
#ifdef ECONNABORTED
    {ECONNABORTED, "ECONNABORTED", "Connection aborted"},
#endif
#ifdef ECONNRESET
    {ECONNRESET, "ECONNRESET", "Connection reset by the other side"},
#endif
#ifdef ENOBUFS
    {ENOBUFS, "ENOBUFS", "No buffer space available"},
#endif
#ifdef EISCONN
    {EISCONN, "EISCONN", "Socket is connected"},
#endif
#ifdef ENOTCONN
    {ENOTCONN, "ENOTCONN", "Socket is not connected"},
#endif
#ifdef ESHUTDOWN
    {ESHUTDOWN, "ESHUTDOWN", "Socket has been shut down"},
#endif
#ifdef ETOOMANYREFS
    {ETOOMANYREFS, "ETOOMANYREFS", "Too many descriptors in flight"},
#endif
#ifdef ETIMEDOUT
    {ETIMEDOUT, "ETIMEDOUT", "Connection timed out"},
#endif
#ifdef ECONNREFUSED
    {ECONNREFUSED, "ECONNREFUSED", "Connection refused"},
#endif
#ifdef EHOSTDOWN
    {EHOSTDOWN, "EHOSTDOWN", "Host is down"},
#endif
#ifdef EHOSTUNREACH
    {EHOSTUNREACH, "EHOSTUNREACH", "Host is unreachable"},
#endif
#ifdef EALREADY
    {EALREADY, "EALREADY", "Operation already in progress"},
#endif
#ifdef EINPROGRESS
    {EINPROGRESS, "EINPROGRESS", "Operation now in progress"},
#endif
#ifdef ESTALE
    {ESTALE, "ESTALE", "Stale file handle"},
#endif
#ifdef EUSERS
    {EUSERS, "EUSERS", "Too many users"},
#endif
#ifdef EDQUOT
    {EDQUOT, "EDQUOT", "Disk quota exceeded"},
#endif
#ifdef EREMOTEIO
    {EREMOTEIO, "EREMOTEIO", "Remote input/output error"},
#endif
#ifdef EREMOTE
    {EREMOTE, "EREMOTE", "Object is remote"},
#endif
#ifdef EIDRM
    {EIDRM, "EIDRM", "Identifier removed"},
#endif
#ifdef ENOMSG
    {ENOMSG, "ENOMSG", "No message of the desired type"},
#endif
#ifdef ENOLINK
    {ENOLINK, "ENOLINK", "Link has been severed"},
#endif
#ifdef EMULTIHOP
    {EMULTIHOP, "EMULTIHOP", "Multihop attempted"},
#endif
#ifdef ENOPKG
    {ENOPKG, "ENOPKG", "Package not installed"},
#endif
#ifdef EUCLEAN
    {EUCLEAN, "EUCLEAN", "File system needs cleaning"},
#endif
#ifdef ENOMEDIUM
    {ENOMEDIUM, "ENOMEDIUM", "No medium found"},
#endif
#ifdef EMEDIUMTYPE
    {EMEDIUMTYPE, "EMEDIUMTYPE", "Wrong medium type"},
#endif
#ifdef ENOKEY
    {ENOKEY, "ENOKEY", "Required key not available"},
#endif
#ifdef EKEYEXPIRED
    {EKEYEXPIRED, "EKEYEXPIRED", "Key has expired"},
#endif
#ifdef EKEYREVOKED
    {EKEYREVOKED, "EKEYREVOKED", "Key has been revoked"},
#endif
#ifdef EKEYREJECTED
    {EKEYREJECTED, "EKEYREJECTED", "Key was rejected"},
#endif
#ifdef ERFKILL
    {ERFKILL, "ERFKILL", "Not possible because of the radio kill switch"},
#endif
#ifdef EHWPOISON
    {EHWPOISON, "EHWPOISON", "Memory page has a hardware error"},
#endif
#ifdef ELIBACC
    {ELIBACC, "ELIBACC", "Cannot access a needed shared library"},
#endif
#ifdef ELIBBAD
    {ELIBBAD, "ELIBBAD", "Accessing a corrupted shared library"},
#endif
#ifdef ELIBMAX
    {ELIBMAX, "ELIBMAX", "Too many shared libraries"},
#endif
#ifdef ELIBEXEC
    {ELIBEXEC, "ELIBEXEC", "Cannot run a shared library directly"},
#endif
#ifdef ERESTART
    {ERESTART, "ERESTART", "Interrupted system call should be restarted"},
#endif
#ifdef ECOMM
    {ECOMM, "ECOMM", "Communication error on send"},
#endif
#ifdef ESTRPIPE
    {ESTRPIPE, "ESTRPIPE", "Streams pipe error"},
#endif
#ifdef ENONET
    {ENONET, "ENONET", "Machine is not on the network"},
#endif
#ifdef EADV
    {EADV, "EADV", "Advertise error"},
#endif
#ifdef ESRMNT
    {ESRMNT, "ESRMNT", "Mount error"},
#endif
#ifdef EBADE
    {EBADE, "EBADE", "Invalid exchange"},
#endif
#ifdef EBADR
    {EBADR, "EBADR", "Invalid request descriptor"},
#endif
#ifdef EXFULL
    {EXFULL, "EXFULL", "Exchange full"},
#endif
#ifdef ENOANO
    {ENOANO, "ENOANO", "No anode"},
#endif
#ifdef EBADRQC
    {EBADRQC, "EBADRQC", "Invalid request code"},
#endif
#ifdef EBADSLT
    {EBADSLT, "EBADSLT", "Invalid slot"},
#endif
#ifdef EBFONT
    {EBFONT, "EBFONT", "Bad font file format"},
#endif
#ifdef ECHRNG
    {ECHRNG, "ECHRNG", "Channel number out of range"},
#endif
#ifdef EUNATCH
    {EUNATCH, "EUNATCH", "Protocol driver not attached"},
#endif
#ifdef ENOCSI
    {ENOCSI, "ENOCSI", "No structure of that kind available"},
#endif
#ifdef ELNRNG
    {ELNRNG, "ELNRNG", "Link number out of range"},
#endif
#ifdef EBADFD
    {EBADFD, "EBADFD", "Descriptor in a bad state"},
#endif
#ifdef EREMCHG
    {EREMCHG, "EREMCHG", "Remote address changed"},
#endif
#ifdef ENOTUNIQ
    {ENOTUNIQ, "ENOTUNIQ", "Name not unique on the network"},
#endif
#ifdef EDOTDOT
    {EDOTDOT, "EDOTDOT", "File system error of a remote file service"},
#endif
#ifdef ELIBSCN
    {ELIBSCN, "ELIBSCN", "Section of the shared library is corrupted"},
#endif
#ifdef EISNAM
    {EISNAM, "EISNAM", "Is a named type file"},
#endif
#ifdef ENOTNAM
    {ENOTNAM, "ENOTNAM", "Not a named type file"},
#endif
#ifdef ENAVAIL
    {ENAVAIL, "ENAVAIL", "No semaphores available"},
#endif
#ifdef EL2NSYNC
    {EL2NSYNC, "EL2NSYNC", "Level 2 not synchronized"},
#endif
#ifdef EL3HLT
    {EL3HLT, "EL3HLT", "Level 3 halted"},
#endif
#ifdef EL3RST
    {EL3RST, "EL3RST", "Level 3 reset"},
#endif
#ifdef EL2HLT
    {EL2HLT, "EL2HLT", "Level 2 halted"},
#endif
};

static const error_entry error_none = {0, "OK", "Success"};
static const error_entry error_unknown = {-1, "EUNKNOWN", "Unknown error"};

/* The entry of `error`, which may be negated as functions return it; never NULL. */
static const error_entry *error_find(int32_t error) {
  if (error == 0) return &error_none;
  for (size_t i = 0; i < sizeof error_entries / sizeof *error_entries; i++) {
    if (error_entries[i].number == error || -error_entries[i].number == error) return &error_entries[i];
  }
  return &error_unknown;
}

const char *aria_error_name(int32_t error) { return error_find(error)->name; }

const char *aria_error_text(int32_t error) { return error_find(error)->text; }
