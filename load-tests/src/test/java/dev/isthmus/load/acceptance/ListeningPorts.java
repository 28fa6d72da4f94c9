package dev.isthmus.load.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The TCP ports on which a process listens, as Linux tells them. */
final class ListeningPorts {
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
  private static final String LISTENING = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int HEX = 16;

  private ListeningPorts() {}

  static Set<Integer> of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Set<String> own = sockets(process.resolve("fd"));
    Set<Integer> ports = new HashSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(process.resolve(table))) {
        String[] fields = line.trim().split("\\s+", -1);
        if (fields[STATE].equals(LISTENING) && own.contains(fields[INODE])) {
          String address = fields[LOCAL_ADDRESS];
          ports.add(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEX));
        }
      }
    }
    return ports;
  }

  private static Set<String> sockets(Path descriptors) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> all = Files.list(descriptors)) {
      for (Path one : all.toList()) {
        Matcher socket = SOCKET.matcher(target(one));
        if (socket.matches()) {
          inodes.add(socket.group(1));
        }
      }
    }
    return inodes;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }
}
