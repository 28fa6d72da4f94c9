package dev.isthmus.load.measure;

import java.io.IOException;

/** One thing that is measured and written down. */
interface Row {
  /** What a command calls it, and its page. */
  String name();

  /** What its page is called. */
  String title();

  /** What is done, and what was expected of it before it was measured. */
  String says();

  Finding measure(Bench bench) throws IOException, InterruptedException;
}
