package dev.isthmus.server.admin;

import dev.isthmus.core.route.whatif.Report;
import dev.isthmus.core.route.whatif.ReportJson;
import dev.isthmus.core.route.whatif.ReportPage;
import dev.isthmus.core.route.whatif.ReportText;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * Answers what the calls of the last hour would have come to with other weights. It is asked as a
 * route is patched, and changes nothing. Threads: any.
 */
final class WhatIfPage {
  private static final int LATER_SECONDS = 5;

  private final AdminView view;

  WhatIfPage(AdminView view) {
    this.view = view;
  }

  /**
   * @param body {@code {"objective": …}} as the file would have it
   * @param accept text, HTML, or else JSON
   */
  CompletionStage<Page> answer(String route, String body, String accept) {
    try {
      return view.whatIf(route, PatchReader.read(body))
          .thenApply(
              report ->
                  report == null
                      ? Page.error(404, "no such route: " + Page.visible(route))
                      : page(report, accept));
    } catch (IllegalArgumentException e) {
      return now(Page.error(400, String.valueOf(e.getMessage())));
    } catch (RejectedExecutionException e) {
      return now(Page.error(429, "others wait for an answer already", LATER_SECONDS));
    }
  }

  private static Page page(Report report, String accept) {
    if (accept.startsWith("text/html")) {
      return new Page(200, Page.HTML, ReportPage.of(report), 0);
    }
    return accept.startsWith("text/plain")
        ? Page.text(200, ReportText.of(report))
        : Page.json(ReportJson.of(report));
  }

  private static CompletionStage<Page> now(Page page) {
    return CompletableFuture.completedFuture(page);
  }
}
