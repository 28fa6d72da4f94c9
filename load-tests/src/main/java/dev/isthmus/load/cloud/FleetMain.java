package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * Several simulated clouds in one process, each with the arguments of {@link CloudMain}; {@value
 * #AND} stands between them. Prints one line of JSON with their ports, and ends when its input
 * does.
 */
final class FleetMain {
  static final String AND = "--and";

  private FleetMain() {}

  public static void main(String[] arguments) throws IOException {
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    try (CloudHost host = CloudHost.start(1)) {
      ArrayNode ports = Json.array();
      for (List<String> one : groups(List.of(arguments))) {
        CloudMain command = new CloudMain();
        new CommandLine(command).parseArgs(one.toArray(String[]::new));
        Cloud cloud = host.open(command.spec());
        ports
            .addObject()
            .put("name", cloud.name())
            .put("port", cloud.port())
            .put("control_port", cloud.controlPort());
      }
      System.out.println(Json.object().set("clouds", ports));
      while (System.in.read() >= 0) {} // whatever comes is of no interest
    }
  }

  private static List<List<String>> groups(List<String> arguments) {
    List<List<String>> groups = new ArrayList<>(List.of(new ArrayList<>()));
    for (String argument : arguments) {
      if (argument.equals(AND)) {
        groups.add(new ArrayList<>());
      } else {
        groups.get(groups.size() - 1).add(argument);
      }
    }
    return groups;
  }
}
