package dev.isthmus.load.measure;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StacksTest {
  private static final String LOOP =
      "[loop-1-1 tid=7];java/lang/Thread.run;io/netty/util/concurrent/SingleThreadEventExecutor$5.run;";

  private final String page =
      new Stacks(
              List.of(
                  LOOP + "dev/isthmus/core/exchange/Exchange.act;tcp_sendmsg_[k] 40",
                  LOOP + "dev/isthmus/core/exchange/Exchange.act_[j];java/lang/String.length 10",
                  LOOP
                      + "dev/isthmus/core/exchange/Exchange.act;dev/isthmus/core/route/Router.plan 20",
                  LOOP + "io/netty/channel/epoll/Native.epollWait 10",
                  "[C2 CompilerThre tid=3];clone3;Compile::Compile 20",
                  ""))
          .markdown(10);

  private void assertLine(String line) {
    assertTrue(page.contains(line + "\n"), () -> "no " + line + " in\n" + page);
  }

  @Test
  void loopsAreApartFromEverythingElse() {
    assertLine("Event loops have 80.0 % of 100 samples; of these:");
    assertLine("| `[C2 CompilerThre]` | 20.0 |");
  }

  @Test
  void theInnermostFrameSaysWhoseCodeRuns() {
    assertLine("| `kernel` | 50.0 |");
    assertLine("| `ours` | 25.0 |");
    assertLine("| `netty` | 12.5 |");
    assertLine("| `jdk` | 12.5 |");
  }

  @Test
  void ourFramesHaveWhatTheyCallButTheKernel() {
    assertLine("| `core/exchange/Exchange.act` | 37.5 |");
    assertLine("| `core/exchange/Exchange.act` | 12.5 |");
    assertLine("| `core/route/Router.plan` | 25.0 |");
  }
}
