# The Python standard library's server with a thread per client, as its manual shows it.
import socketserver
import sys


class Echo(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        for line in self.rfile:
            self.wfile.write(line)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 1024


with Server(("127.0.0.1", int(sys.argv[1])), Echo) as server:
    print("READY", flush=True)
    server.serve_forever()
