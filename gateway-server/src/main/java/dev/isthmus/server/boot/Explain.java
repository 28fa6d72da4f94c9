package dev.isthmus.server.boot;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running gateway why a call went where it went. */
@Command(
    name = "explain",
    description = "Says why a call went where it went.",
    mixinStandardHelpOptions = true)
final class Explain implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int OK = 200;

  @Parameters(
      paramLabel = "ID",
      description = "The decision's id, from the header x-isthmus-decision or the access log.")
  private String id = "";

  @Option(
      names = "--admin",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:9090",
      description = "The gateway's admin address (default: ${DEFAULT-VALUE}).")
  private URI admin = URI.create("http://127.0.0.1:9090");

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:ISTHMUS_ADMIN_TOKEN:-}",
      description = "An admin token, where one is asked for (default: $$ISTHMUS_ADMIN_TOKEN).")
  private String token = "";

  @Option(names = "--json", description = "Prints the whole record as JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    if (!id.matches("[0-9a-z]{1,20}")) {
      err.println("ID: expected what the header x-isthmus-decision holds, such as d1k7");
      return 2;
    }
    try {
      HttpResponse<String> answer = ask();
      PrintWriter to = answer.statusCode() == OK ? spec.commandLine().getOut() : err;
      to.print(answer.body());
      to.flush();
      return answer.statusCode() == OK ? 0 : 1;
    } catch (IOException e) {
      err.println("no gateway answers at " + admin + " (--admin names another address)");
      return 1;
    }
  }

  private HttpResponse<String> ask() throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(admin.resolve("/admin/decisions/" + id))
            .timeout(PATIENCE)
            .header("accept", json ? "application/json" : "text/plain");
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    return HttpClient.newBuilder()
        .connectTimeout(PATIENCE)
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
