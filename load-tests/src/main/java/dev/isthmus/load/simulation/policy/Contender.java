package dev.isthmus.load.simulation.policy;

import java.util.random.RandomGenerator;

/** Who takes part. */
public enum Contender {
  ISTHMUS("Isthmus"),
  /** The same, whose calls may run at two deployments. */
  HEDGED("Isthmus, hedged"),
  RANDOM("random"),
  ROUND_ROBIN("round robin"),
  LEAST_REQUEST("least request"),
  WEIGHTED("weighted random"),
  PEAK_EWMA("P2C peak EWMA"),
  PREQUAL("Prequal's rule"),
  LITELLM_LATENCY("LiteLLM latency"),
  LITELLM_COST("LiteLLM cost"),
  AGENTGATEWAY("agentgateway P2C"),
  OPENROUTER("OpenRouter price"),
  API_MANAGEMENT("APIM priority"),
  ORACLE("oracle");

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  /** Whether targets are measured against it. */
  public boolean isRival() {
    return this != ISTHMUS && this != HEDGED && this != ORACLE;
  }

  /** One gateway that goes by this rule, and has seen nothing yet. */
  public Policy policy(Fleet fleet, RandomGenerator random) {
    if (this == ISTHMUS || this == HEDGED) {
      return new Isthmus(fleet, random, this == HEDGED);
    }
    return new Rival(fleet, picker(fleet), cooling(fleet), random);
  }

  private Picker picker(Fleet fleet) {
    int backends = fleet.all().size();
    return switch (this) {
      case ISTHMUS, HEDGED, RANDOM -> Pickers.random();
      case ROUND_ROBIN -> new Pickers.RoundRobin();
      case LEAST_REQUEST -> Pickers.leastRequest();
      case WEIGHTED -> Pickers.weighted();
      case PEAK_EWMA -> new PeakEwma(backends);
      case PREQUAL -> new Prequal(backends);
      case LITELLM_LATENCY -> new LiteLlmLatency(backends);
      case LITELLM_COST -> Pickers.cheapest();
      case AGENTGATEWAY -> new AgentGateway(backends);
      case OPENROUTER -> Pickers.inverseSquarePrice();
      case API_MANAGEMENT -> Pickers.priority();
      case ORACLE -> Pickers.oracle(new Truth(fleet.objective()));
    };
  }

  private Cooling cooling(Fleet fleet) {
    return switch (this) {
      case LITELLM_LATENCY, LITELLM_COST -> new Cooling.LiteLlm(fleet.all().size());
      case OPENROUTER -> new Cooling.Outage();
      case API_MANAGEMENT -> new Cooling.ApiManagement();
      case ORACLE -> new Cooling.None();
      default -> new Cooling.Plain();
    };
  }
}
