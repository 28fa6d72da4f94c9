package dev.isthmus.core.observe;

/**
 * What happens outside of single calls and people should know of. Threads: any; must not wait. All
 * values come from configuration or closed sets.
 */
public interface Events {

  /** A deployment's breaker changed its state. */
  void breaker(String deployment, String from, String to);

  /** A provider refused our credential, or has no such deployment: someone must look. */
  void misconfigured(String deployment, String why);

  /** A provider said to stay away for very long: out of quota, money or favour. */
  void suspended(String deployment, long seconds);

  /** A call could not be served because of a rule about region, data zone or provider. */
  void residencyRefused(String caller, String route, String requestId, String reasons);

  /** A deployment has no price: its calls are counted, and not in dollars. */
  void unpriced(String deployment);

  /** A deployment's engine does not say any more how busy it is: routing goes on without. */
  void engineUnheard(String deployment, String why);

  /** It says so again. */
  void engineHeard(String deployment);

  /** A call was ended by a mistake of ours. Its message may quote the call: nobody shows it. */
  void broken(Throwable cause);
}
