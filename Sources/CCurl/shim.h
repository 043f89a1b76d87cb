#ifndef GAPWATCH_CCURL_SHIM_H
#define GAPWATCH_CCURL_SHIM_H

// The checking macros of libcurl are GNU statement expressions, which Swift does not import.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
// What the Glibc module leaves out.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// Swift cannot call variadic C, so each kind of argument has a function of its own.

typedef size_t (*gapwatch_data_callback)(char *bytes, size_t size, size_t count, void *user);
typedef int (*gapwatch_socket_callback)(CURL *, curl_socket_t, int what, void *user, void *known);
typedef int (*gapwatch_timer_callback)(CURLM *, long milliseconds, void *user);

static inline CURLcode gapwatch_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode gapwatch_set_large(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode gapwatch_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode gapwatch_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode gapwatch_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode gapwatch_set_data_callback(
    CURL *easy, CURLoption option, gapwatch_data_callback value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode gapwatch_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode gapwatch_get_large(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode gapwatch_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLMcode gapwatch_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode gapwatch_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode gapwatch_multi_set_socket(CURLM *multi, gapwatch_socket_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}
static inline CURLMcode gapwatch_multi_set_timer(CURLM *multi, gapwatch_timer_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}
// `data` is a union, which Swift would read as a set of properties.
static inline CURLcode gapwatch_result(const CURLMsg *message) { return message->data.result; }

// Lets a request go while its name is being looked up, without waiting for the look-up's thread.
static inline void gapwatch_leave_resolver_behind(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)easy;
#endif
}

static inline void gapwatch_name_thread(const char *name) {
    prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0);
}

#endif
