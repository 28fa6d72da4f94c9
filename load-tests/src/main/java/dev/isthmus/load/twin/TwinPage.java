package dev.isthmus.load.twin;

import java.util.List;
import java.util.Locale;

/** The page about what simulation and sockets came to. */
public final class TwinPage {
  private static final double PER_CENT = 100;

  private TwinPage() {}

  /** In Markdown. */
  public static String of(List<Twin> twins, int simulations, String command) {
    StringBuilder page =
        new StringBuilder(
            """
            # Routing: simulation and real sockets

            Written by `%s`; do not edit. The same incidents are had twice from one description: in virtual time by the simulation, and in
            real time by the packaged gateway in a process of its own, simulated clouds in another, and open-loop load over sockets on this machine. How it is done is
            on the page about [routing](routing.md#does-the-simulation-tell-the-truth). Simulated figures are means of %d runs that meet the very calls of the sockets; in brackets the
            shares between which 98 of 100 runs are. A row agrees where the shares of attempts are within %s points and the medians of the first token within %s times; a median of fewer than
            20 calls is not judged. `chance` is a share that is further from the mean, and within the brackets: deployments that are near-ties share by what was seen first, which no
            seed repeats on a wire. Errors are attempts that failed otherwise than by 429, in the row `all` calls that failed. A run in
            which the generator itself was more than 100 ms late in the 99th percentile is void.

            """
                .formatted(
                    command, simulations, text(Row.MOST_SHARE * PER_CENT, 0), Row.MOST_TIMES));
    page.append(
        "| incident | what happens | rows | of them by chance | shares differ by | first tokens by | ");
    page.append("failed calls, simulated and sockets | generator late, p50 and p99 | verdict |\n");
    page.append("|---|---|---|---|---|---|---|---|---|\n");
    twins.forEach(twin -> page.append(summary(twin)));
    twins.forEach(twin -> page.append(details(twin)));
    return page.toString();
  }

  private static String summary(Twin twin) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %d | at most %.1f points | at most %.2f times | %.1f, %.0f | %.1f, %.1f ms |"
            + " %s |%n",
        twin.scenario().name(),
        twin.scenario().says(),
        twin.rows().size(),
        twin.chances(),
        PER_CENT * twin.shareOff(),
        twin.timesOff(),
        twin.rows().stream().filter(TwinPage::isAll).mapToDouble(r -> r.simulated().errors()).sum(),
        twin.rows().stream().filter(TwinPage::isAll).mapToDouble(r -> r.sockets().errors()).sum(),
        twin.lag().p50(),
        twin.lag().p99(),
        twin.verdict());
  }

  private static boolean isAll(Row row) {
    return row.deployment().equals(Row.ALL);
  }

  private static String details(Twin twin) {
    StringBuilder text =
        new StringBuilder("\n## ")
            .append(twin.scenario().name())
            .append("\n\n| phase | deployment | share, simulated | sockets | first token p50,")
            .append(" simulated | sockets | errors | 429s | $ per M tokens | verdict |\n")
            .append("|---|---|---|---|---|---|---|---|---|---|\n");
    for (Row row : twin.rows()) {
      text.append("| ");
      text.append(String.join(" | ", cells(row)));
      text.append(" |\n");
    }
    return text.toString();
  }

  private static List<String> cells(Row row) {
    Figures simulated = row.simulated();
    Figures sockets = row.sockets();
    return List.of(
        row.phase(),
        row.deployment(),
        share(simulated.share())
            + (isAll(row) ? "" : " (" + share(row.least()) + " to " + share(row.most()) + ")"),
        share(sockets.share()),
        seconds(simulated.firstSeconds()),
        seconds(sockets.firstSeconds()),
        pair(simulated.errors(), sockets.errors(), 1),
        pair(simulated.limited(), sockets.limited(), 1),
        pair(simulated.dollars(), sockets.dollars(), 2),
        row.verdict());
  }

  private static String pair(double simulated, double sockets, int digits) {
    return text(simulated, digits)
        + ", "
        + text(sockets, sockets == Math.rint(sockets) ? 0 : digits);
  }

  private static String seconds(double value) {
    return Double.isNaN(value) ? "–" : text(value, 2) + " s";
  }

  private static String share(double part) {
    return text(PER_CENT * part, 1) + " %";
  }

  private static String text(double value, int digits) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** The same in plain text, for a terminal. */
  public static String plain(Twin twin) {
    StringBuilder text = new StringBuilder();
    for (Row row : twin.rows()) {
      List<String> cells = cells(row);
      text.append(
          String.format(
              Locale.ROOT,
              "  %-9s %-24s %-26s %-8s %8s %8s  %-11s %-9s %-12s %s%n",
              cells.toArray()));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "  %s: shares within %.1f points, first tokens within %.2f times; generator late"
                    + " %.1f ms (p50), %.1f ms (p99)%n",
                twin.verdict(),
                PER_CENT * twin.shareOff(),
                twin.timesOff(),
                twin.lag().p50(),
                twin.lag().p99()))
        .toString();
  }
}
