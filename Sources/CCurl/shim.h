#ifndef GAPWATCH_CCURL_H
#define GAPWATCH_CCURL_H

// The type checks of libcurl's header wrap its variadic functions in statement expressions, which
// Swift cannot import; the functions below have one argument type each, so nothing is lost.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

// The Glibc module of Swift leaves these out.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

// A system's own headers decide what exists: PROTOCOLS_STR came with 7.85, QUICK_EXIT with 7.87.

/// Receives bytes: the first is at `bytes`, there are `size * count`.
typedef size_t (*gapwatch_bytes_callback)(char *bytes, size_t size, size_t count, void *context);
/// Says which readiness of a socket libcurl waits for.
typedef int (*gapwatch_socket_callback)(
    CURL *easy, curl_socket_t socket, int what, void *context, void *assigned);
/// Says when libcurl wants to be called again; -1 is never.
typedef int (*gapwatch_timer_callback)(CURLM *multi, long milliseconds, void *context);

// Swift cannot call variadic C: one function an argument type.

static inline CURLcode gapwatch_easy_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode gapwatch_easy_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode gapwatch_easy_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode gapwatch_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode gapwatch_easy_set_list(
    CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode gapwatch_easy_set_bytes_callback(
    CURL *easy, CURLoption option, gapwatch_bytes_callback value) {
    return curl_easy_setopt(easy, option, value);
}

/// Allows http and https and nothing else, whatever a URL says.
static inline CURLcode gapwatch_easy_allow_http_only(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/// Lets a transfer be dropped while its host name is being looked up, without waiting for the look-up.
static inline CURLcode gapwatch_easy_leave_resolver_behind(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)easy;
    return CURLE_OK;
#endif
}

static inline CURLcode gapwatch_easy_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode gapwatch_easy_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode gapwatch_easy_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode gapwatch_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode gapwatch_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode gapwatch_multi_on_socket(CURLM *multi, gapwatch_socket_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}

static inline CURLMcode gapwatch_multi_on_timer(CURLM *multi, gapwatch_timer_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}

/// The result of a message of the kind CURLMSG_DONE; it lies in a union that Swift sees as bytes.
static inline CURLcode gapwatch_message_result(const CURLMsg *message) {
    return message->data.result;
}

/// Begins or changes what `poll` waits for on `socket`; -1 and `errno` when the kernel declines.
static inline int gapwatch_poll_set(int poll, int socket, unsigned int readiness) {
    struct epoll_event event = {.events = readiness, .data = {.fd = socket}};
    if (epoll_ctl(poll, EPOLL_CTL_MOD, socket, &event) == 0) return 0;
    return epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

/// Names the calling thread, up to 15 bytes, for top and debuggers.
static inline void gapwatch_name_thread(const char *name) {
    prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0);
}

#endif
