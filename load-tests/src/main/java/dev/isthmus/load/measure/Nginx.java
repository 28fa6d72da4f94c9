package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** nginx as a proxy that reuses connections and holds nothing back, with one worker and no log. */
final class Nginx {
  private static final String CONFIG =
      """
      worker_processes 1;
      daemon off;
      pid nginx.pid;
      error_log error.log warn;
      events { worker_connections 18000; use epoll; }
      http {
        access_log off;
        tcp_nodelay on;
        keepalive_timeout 600s;
        keepalive_requests 1000000000;
        client_body_temp_path body;
        client_body_buffer_size 256k;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        upstream provider {
          server 127.0.0.1:@UPSTREAM@;
          keepalive 9000;
          keepalive_requests 1000000000;
        }
        server {
          listen 127.0.0.1:@PORT@ backlog=4096;
          location / {
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_request_buffering off;
            proxy_buffering off;
            proxy_buffer_size 16k;
            proxy_buffers 8 16k;
            proxy_pass http://provider;
          }
        }
      }
      """;

  private Nginx() {}

  /** Whether this machine has it where programs are looked for. */
  static boolean here() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nginx")));
  }

  /** The command that becomes it, listening on {@code port}; its files go into {@code folder}. */
  static List<String> command(Path folder, int port, int upstream) throws IOException {
    Files.createDirectories(folder);
    String text =
        CONFIG
            .replace("@PORT@", Integer.toString(port))
            .replace("@UPSTREAM@", Integer.toString(upstream));
    Path file = Files.writeString(folder.resolve("nginx.conf"), text);
    return List.of("nginx", "-e", "stderr", "-p", folder.toString(), "-c", file.toString());
  }
}
