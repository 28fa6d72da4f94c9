package dev.isthmus.core.cases;

import static dev.isthmus.core.cases.Promise.kept;
import static dev.isthmus.core.cases.Promise.notApplicable;
import static dev.isthmus.core.cases.Promise.open;

import java.util.List;

/** The hardening cases that each build proves; docs/hardening.md is made from them. */
final class Promises {

  /** Promises about one matter. */
  record Group(String title, List<Promise> promises) {}

  static final List<Group> ALL =
      List.of(
          new Group(
              "Stopping and starting",
              List.of(
                  kept(
                      "D1",
                      "After SIGTERM readiness fails within 1 s, calls are still accepted for the"
                          + " announced delay, and every stream that ends within the grace period"
                          + " ends whole."),
                  kept(
                      "D2",
                      "Streams left when the grace period ends get an error event, their rows are"
                          + " written, and the process exits by itself with 0."),
                  kept("D3", "Rolling restarts of several replicas under load drop no call."),
                  kept(
                      "D5",
                      "Liveness depends on nothing outside; readiness says only whether this"
                          + " process takes calls."),
                  kept(
                      "D7",
                      "As deployed: grace above drain above the longest deadline, a disruption"
                          + " budget, no root, a read-only root, no service-account token."))),
          new Group(
              "Configuration",
              List.of(
                  kept(
                      "CFG1",
                      "A broken file is refused whole as a reload; calls go on with the old one."),
                  kept(
                      "CFG2",
                      "A broken file ends the start within 3 s, with every mistake listed at"
                          + " once."),
                  kept(
                      "CFG3",
                      "A secret that is missing, empty or unreadable is named, never shown."),
                  kept("CFG4", "An unknown key is refused with the near name that was meant."),
                  kept(
                      "CFG5",
                      "Reloads at 100 a minute under load drop no call and leave no pool"
                          + " behind."))),
          new Group(
              "Slow callers",
              List.of(
                  kept(
                      "SL1",
                      "A head that comes byte by byte ends with 408 and a close; others notice"
                          + " nothing."),
                  kept("SL2", "A body below the least rate ends with 408 after its grace."),
                  kept(
                      "SL3",
                      "A caller that does not read holds little memory, pauses the provider and is"
                          + " ended."),
                  kept(
                      "SL4",
                      "Idle connections cost little memory and are closed after their time."),
                  kept(
                      "SL6",
                      "A flood of connections from one address is cut off at its limit; others go"
                          + " on, and it is open again within a second."))),
          new Group(
              "Limits",
              List.of(
                  kept(
                      "LIM1",
                      "Heads are taken up to each limit and answered 414 or 431 beyond it."),
                  kept("LIM2", "A body beyond its limit gets 413 and is read no further."),
                  kept("LIM3", "Encoded bodies get 415."),
                  kept(
                      "LIM4",
                      "Prompts of 32 MiB pass; the memory they take is the body itself, and for an"
                          + " instant as much again while its parts are joined."),
                  kept("LIM5", "The model may stand behind 32 MiB of messages."),
                  kept("LIM6", "An upload that is broken off gives back all it reserved."))),
          new Group(
              "Callers that go",
              List.of(
                  kept(
                      "C1",
                      "A caller that hangs up ends the call to the provider within 50 ms at p99."),
                  kept(
                      "C2",
                      "A reader that stops makes the provider wait and is ended after its time."),
                  open(
                      "C3",
                      "A crowd of slow readers costs bounded memory and does not slow the"
                          + " others.",
                      "shown by `./isthmus scenario slow-readers`, not in each build"))),
          new Group(
              "Overload",
              List.of(
                  kept(
                      "OV1",
                      "At three times capacity at least 90 % of peak goodput remains; the rest is"
                          + " refused at once."),
                  kept(
                      "OV2",
                      "The high class is served before the low one, which is not starved for"
                          + " ever."),
                  kept("OV3", "One noisy caller does not harm the others."),
                  kept(
                      "OV4",
                      "As the heap fills, keep-alive ends, then calls, then connections are"
                          + " refused; it never runs out."),
                  kept(
                      "OV5",
                      "When direct memory is short calls are refused; the error never escapes."))),
          new Group(
              "Secrets",
              List.of(
                  kept(
                      "SEC1",
                      "No marked secret is found in logs, metrics, errors, decisions, state or"
                          + " thread dumps: whole, in part, as base64 or URL-encoded."),
                  kept("SEC2", "Nor at log level TRACE on any error path; a secret prints as ***."),
                  kept(
                      "SEC3",
                      "Nothing that a provider quotes back of our credential reaches the caller."),
                  kept(
                      "SEC4",
                      "A heap dump holds no more copies of a credential than are in use, and no"
                          + " caller's key."),
                  kept(
                      "SEC5",
                      "A replaced credential is taken up within 10 s under load and no call"
                          + " fails."),
                  kept(
                      "SEC6",
                      "A deployment that refuses our credential leaves rotation at once, and the"
                          + " caller is not blamed."),
                  kept("SEC7", "No byte of a prompt or an answer is logged."),
                  kept(
                      "SEC8",
                      "Metrics, state and debugging are not on the port for calls; no JMX."))),
          new Group(
              "Addresses",
              List.of(
                  kept("SSRF1", "No field or header of a call chooses the host that is called."),
                  kept("SSRF2", "That holds on every route that is served."),
                  kept("SSRF3", "A provider's redirect is never followed."),
                  kept(
                      "SSRF4",
                      "A private address is refused unless allow_private says so, judged by the"
                          + " address connected to."),
                  kept(
                      "SSRF6",
                      "A URL that two readers could read differently is refused with its line."))),
          new Group(
              "TLS",
              List.of(
                  kept(
                      "T1",
                      "The listener offers TLS 1.2 and 1.3 with no weak suite, renegotiation or"
                          + " compression."),
                  kept(
                      "T2",
                      "A provider's certificate that is wrong in any way gets no byte of the call,"
                          + " with both engines."),
                  kept(
                      "T3",
                      "A hello in the smallest pieces is served or closed, within bounds of memory"
                          + " and work."),
                  kept("T4", "A handshake that stalls is ended after 10 s."),
                  kept(
                      "T5",
                      "A replaced certificate is taken up within 10 s; a broken one changes"
                          + " nothing."))),
          new Group(
              "JSON",
              List.of(
                  kept("J1", "A repeated routing key is refused, in either order."),
                  kept("J2", "An escaped routing key is refused, even alone."),
                  kept("J4", "Nesting is bounded at 64, whatever is nested."),
                  kept("J5", "Numbers are read exactly or refused."),
                  kept("J6", "Invalid UTF-8 is refused in keys and in values that are read."),
                  kept("J7", "A byte-order mark or an encoding other than UTF-8 is refused."),
                  kept("J8", "Anything but one JSON document is refused."),
                  kept("J9", "Big documents cost at most ten times the usual work per byte."),
                  kept(
                      "J10", "A model's name reaches no URL, header, log line or label unescaped."),
                  kept("J11", "A document that is no object is refused."),
                  kept("J12", "Where the network cuts a body changes nothing."))),
          new Group(
              "Who may call",
              List.of(
                  kept("A1", "The time that a key takes to be looked up tells nothing of any key."),
                  kept("A2", "Hostile credentials get 401, of one size, and reach no provider."),
                  notApplicable(
                      "A4",
                      "Two tokens that begin alike are two tokens.",
                      "no JSON web token is accepted: callers have keys, which are looked up by the"
                          + " whole hash"),
                  kept("A5", "Every route answers every kind of key as the matrix says."),
                  kept("A7", "No route but the health check is served without a key."),
                  kept(
                      "A8",
                      "The admin port takes no caller's key, bounds wrong logins and audits what is"
                          + " done."),
                  kept("A9", "No caller sees anything of another's calls."),
                  kept(
                      "A10",
                      "Every answer forbids caches to keep it; no other origin may read it."))));

  private Promises() {}

  static List<Promise> flat() {
    return ALL.stream().flatMap(group -> group.promises().stream()).toList();
  }
}
