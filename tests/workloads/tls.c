/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS between two processes over a pair of sockets, by the machine's OpenSSL: COUNT writes, each read by the other side. The library is loaded at run
 * time, as tracers find it; no certificate is needed, as neither side proves who it is.
 */
#include "workload.h"
#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { SET_GREATEST_VERSION = 124, TLS_1_2 = 0x0303, LENGTH = 100 };

static void *library;

static void *function(const char *name)
{
	void *address = dlsym(library, name);

	if (!address)
		absent(name);
	return address;
}

static void *session(int is_client, int fd)
{
	void *(*method)(void) = function(is_client ? "TLS_client_method" : "TLS_server_method");
	void *(*context_new)(void *) = function("SSL_CTX_new");
	long (*control)(void *, int, long, void *) = function("SSL_CTX_ctrl");
	int (*ciphers)(void *, const char *) = function("SSL_CTX_set_cipher_list");
	void *(*session_new)(void *) = function("SSL_new");
	int (*set_fd)(void *, int) = function("SSL_set_fd");
	int (*handshake)(void *) = function(is_client ? "SSL_connect" : "SSL_accept");
	void *context = context_new(method()), *ssl;

	control(context, SET_GREATEST_VERSION, TLS_1_2, NULL);
	if (!ciphers(context, "AECDH-AES128-SHA@SECLEVEL=0"))
		absent("ciphers without certificates");
	ssl = session_new(context);
	set_fd(ssl, fd);
	if (handshake(ssl) != 1) {
		fprintf(stderr, "workload: the TLS handshake failed\n");
		_exit(1);
	}
	return ssl;
}

int talk_tls(char **arguments)
{
	int count = number_of(arguments, 0, 1), ends[2], status;
	char text[LENGTH] = "hello";

	library = dlopen("libssl.so.3", RTLD_NOW);
	if (!library)
		absent("OpenSSL 3");
	int (*ssl_read)(void *, void *, int) = function("SSL_read");
	int (*ssl_write)(void *, const void *, int) = function("SSL_write");

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		fail("socketpair");
	if (fork() == 0) {
		void *server = session(0, ends[1]);

		for (int i = 0; i < count; i++)
			if (ssl_read(server, text, LENGTH) != LENGTH)
				_exit(1);
		_exit(0);
	}
	void *client = session(1, ends[0]);

	for (int i = 0; i < count; i++)
		if (ssl_write(client, text, LENGTH) != LENGTH)
			fail("SSL_write");
	wait(&status);
	fact("writes", count);
	fact("reads", count);
	return status;
}
