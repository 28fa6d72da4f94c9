package dev.isthmus.server.config;

import dev.isthmus.core.provider.ProviderKinds;
import dev.isthmus.core.provider.Setting;
import dev.isthmus.core.provider.SignIn;
import java.util.ArrayList;
import java.util.List;

/** Every key that the file may hold. What is not here is refused. */
final class Keys {

  static final Key.Group ROOT =
      new Key.Group(
          "The file",
          "One YAML document. Anchors, aliases and tags are refused, unknown keys too.",
          Key.required("listeners", "list of listeners", "Where callers connect."),
          Key.optional("admin", "section", "Where health, metrics and decisions are served."),
          Key.optional("limits", "section", "What the process takes on at most."),
          Key.optional("decisions", "section", "Which decisions are written down, and where."),
          Key.required("providers", "sections by name", "Clouds and servers, each in one region."),
          Key.required("models", "sections by name", "What callers ask for, and where it runs."),
          Key.optional("routes", "sections by model", "How the deployments of a model are chosen."),
          Key.required("callers", "list of callers", "Who may call what, where and how much."));

  static final Key.Group LISTENER =
      new Key.Group(
          "listeners[]",
          "Each serves HTTP/1.1 and HTTP/2; with `tls` by ALPN, without by prior knowledge. Or it"
              + " serves the Open Inference Protocol over gRPC, and nothing else.",
          Key.required("address", "host:port", "Where to listen; port 0 takes a free one."),
          Key.or("http", "protocol", "http, grpc", "What is spoken there."),
          Key.optional("tls", "section", "Serves TLS instead of clear text."));

  static final Key.Group TLS =
      new Key.Group(
          "listeners[].tls",
          "The server's identity, as PEM.",
          Key.required("certificate", "`file:` or `${ENV}`", "The certificate, then its issuers."),
          Key.required("key", "`file:` or `${ENV}`", "The private key, PKCS #8."));

  static final Key.Group ADMIN =
      new Key.Group(
          "admin",
          "The operators' port, bound to loopback unless told otherwise. Without tokens everybody"
              + " who reaches it may look, and nobody may change anything; health needs none.",
          Key.or("127.0.0.1:9090", "address", "host:port", "Where to listen."),
          Key.or("false", "unsafe_public", "true, false", "Allows an address beyond loopback."),
          Key.optional("tokens", "list of tokens", "Who may look, and who may change things."),
          Key.or(
              "[metrics]",
              "open",
              "list of metrics, state",
              "What is shown without a token where there are tokens."));

  static final Key.Group ADMIN_TOKEN =
      new Key.Group(
          "admin.tokens[]",
          "One person or program. Give `token` or `token_sha256`, not both.",
          Key.required("name", "name", "For the audit log."),
          Key.optional("token", "secret", "What it sends as bearer; kept as its hash."),
          Key.optional("token_sha256", "64 hex digits", "Its SHA-256, so that none is here."),
          Key.or("read", "role", "read, write", "Whether it may change anything."));

  static final Key.Group LIMITS =
      new Key.Group(
          "limits",
          "What one process takes on at most.",
          Key.or("32MiB", "body", "size", "The largest request body."),
          Key.or(
              "256MiB",
              "held_bodies",
              "size",
              "All request bodies, and plain answers that wait to be translated, in memory together;"
                  + " in effect at most half of the JVM's direct memory. One caller has at most three"
                  + " quarters of it."),
          Key.or(
              "10000",
              "calls",
              "count",
              "Calls under way at the same time; those beyond are turned away. In effect at most"
                  + " one for each 64 KiB of direct memory."),
          Key.or("10000", "connections", "count", "Open connections of callers over HTTP."),
          Key.optional(
              "connections_per_address",
              "count",
              "Of them, from one IP address; absent: four fifths."),
          Key.or(
              "250ms",
              "loop_turn",
              "duration",
              "How long an event loop may take to come round, time after time, before it turns new"
                  + " calls away."),
          Key.or("10s", "head_timeout", "duration", "Until a request's head is whole, else 408."),
          Key.or(
              "10s",
              "body_grace",
              "duration",
              "Over each such time an unfinished body must come at 1 KiB/s, else 408."),
          Key.or("75s", "keep_alive", "duration", "How long a connection may be idle."),
          Key.or(
              "60s",
              "write_stall",
              "duration",
              "How long an answer waits for a caller that reads nothing of it."),
          Key.optional("event_loops", "count", "Event loops; absent: min(4, processors)."),
          Key.optional(
              "transport",
              "io_uring, epoll, nio",
              "How sockets are watched; absent: the first of these that the system allows."),
          Key.or(
              "5s",
              "drain_delay",
              "duration",
              "How long new calls are still taken after SIGTERM, while load balancers notice."),
          Key.or(
              "30s",
              "drain",
              "duration",
              "How long calls may finish after that; those left end with an error."),
          Key.or("1", "replicas", "count", "Gateways that share the deployments' quotas."));

  static final Key.Group DECISIONS =
      new Key.Group(
          "decisions",
          "Why calls went where they went, as compressed JSON lines: calls that failed, were tried"
              + " more than once, or for which a rule gave way, and a part of the others. `whatif`"
              + " reads them. No prompts, no answers, no keys.",
          Key.optional(
              "directory",
              "directory name",
              "Where; made if it is not there. Absent: nothing is written."),
          Key.or("0.05", "sample", "0 to 1", "The part of calls that nothing was wrong with."),
          Key.or("1GiB", "keep", "size", "What all files together may have; the oldest go first."));

  static final Key.Group PROVIDER = provider();

  static final Key.Group CREDENTIAL =
      new Key.Group(
          "providers.NAME.credential",
          "Exactly one of these; `credential: none` for a server without any: "
              + types(SignIn.NONE)
              + ".",
          Key.optional("api_key", "secret", types(SignIn.API_KEY) + "."),
          Key.optional(
              "entra", "section", types(SignIn.ENTRA) + ": an application or machine of Azure."),
          Key.optional(
              "service_account",
              "secret",
              types(SignIn.SERVICE_ACCOUNT) + ": the JSON key, by `file:`."),
          Key.optional("metadata", "true", types(SignIn.METADATA) + ": the machine's own account."),
          Key.optional(
              "adc",
              "true",
              types(SignIn.ADC)
                  + ": Application Default Credentials, in Google's order: the file that"
                  + " `GOOGLE_APPLICATION_CREDENTIALS` names, a login of gcloud, the machine."),
          Key.optional(
              "external_account",
              "secret",
              types(SignIn.EXTERNAL_ACCOUNT)
                  + ": workload identity federation, its JSON configuration by `file:`."),
          Key.optional("token", "secret", types(SignIn.TOKEN) + ": a fixed access token."),
          Key.optional("aws", "section", types(SignIn.AWS) + ": Amazon's access keys."));

  static final Key.Group ENTRA =
      new Key.Group(
          "providers.NAME.credential.entra",
          "An identity in Microsoft Entra. Exactly one of `client_secret`, `certificate`,"
              + " `workload_identity` and `managed_identity`; all but the last with `tenant` and"
              + " `client_id`.",
          Key.optional("tenant", "text", "The directory; absent at AKS: `AZURE_TENANT_ID`."),
          Key.optional("client_id", "text", "The application; absent at AKS: `AZURE_CLIENT_ID`."),
          Key.optional("client_secret", "secret", "Its secret."),
          Key.optional(
              "certificate",
              "`file:` or `${ENV}`",
              "Its certificate instead, then the issuers, as PEM; of RSA."),
          Key.optional("key", "`file:` or `${ENV}`", "The certificate's private key, PKCS #8."),
          Key.optional(
              "workload_identity",
              "true",
              "AKS: the pod's own token instead, as Azure's webhook provides it."),
          Key.optional(
              "federated_token_file",
              "file name",
              "Where that token is, read anew for each sign-in; absent:"
                  + " `AZURE_FEDERATED_TOKEN_FILE`."),
          Key.optional(
              "managed_identity",
              "true, or a client id",
              "The machine's identity instead, its own or one of several: virtual machines, App"
                  + " Service, Container Apps, Arc."),
          Key.or(
              "https://cognitiveservices.azure.com/.default",
              "scope",
              "text",
              "What the token is for."),
          Key.or(
              "https://login.microsoftonline.com",
              "authority",
              "URL",
              "Who issues tokens; at AKS `AZURE_AUTHORITY_HOST` goes before the default."));

  static final Key.Group AWS =
      new Key.Group(
          "providers.NAME.credential.aws",
          "Amazon's access keys. An empty section (`aws: {}`) asks the usual chain: environment,"
              + " web identity (IRSA), profile, container, instance.",
          Key.optional("access_key_id", "text", "Given outright, with its secret."),
          Key.optional("secret_access_key", "secret", "Its secret."),
          Key.optional("session_token", "secret", "Where the keys are temporary."),
          Key.optional("profile", "text", "A profile in the machine's own files."),
          Key.optional("role", "text", "The ARN of a role to assume with these keys."),
          Key.optional("external_id", "text", "What the role's owner asks to be told."),
          Key.optional("sts_endpoint", "URL", "The token service, where it is not the usual one."));

  static final Key.Group MODEL =
      new Key.Group(
          "models.NAME",
          "What callers name in `model`. All deployments of one model run the same weights.",
          Key.required("deployments", "list of deployments", "Where it runs; 64 at most."));

  static final Key.Group DEPLOYMENT =
      new Key.Group(
          "models.NAME.deployments[]",
          "One model at one provider.",
          Key.required("name", "name", "Unique in the file; measured state follows it."),
          Key.required("provider", "name", "One of `providers`."),
          Key.required("model", "text", "What the provider calls it."),
          Key.or("on_demand", "tier", "provisioned, on_demand", "Paid by capacity, or by token."),
          Key.or("0", "priority", "0 to 9", "Lower goes first; higher takes what spills over."),
          Key.optional("price", "section, or free", "Absent: the shipped table, else unpriced."),
          Key.optional("limits", "section", "What the provider grants."),
          Key.optional("context_window", "tokens", "Absent: the shipped table's, else unknown."),
          Key.optional("max_output", "tokens", "Absent: the shipped table's, else unknown."),
          Key.optional(
              "capabilities",
              "list of chat, completion, embedding, response, tools, images, json_schema,"
                  + " image_generation, stored_response",
              "Absent: what providers of this type can. Without stored_response it stores no"
                  + " responses."),
          Key.optional("expect", "section", "What to assume before anything was measured."),
          Key.optional(
              "probe",
              "section",
              "Asks a self-hosted engine how busy it is; `probe: {}` is enough. Absent: never."),
          Key.or("false", "thinking", "true, false", "It may think for minutes before it answers."),
          Key.or(
              "true", "usage_in_stream", "true, false", "It counts tokens in a stream if asked."));

  static final Key.Group PRICE =
      new Key.Group(
          "models.NAME.deployments[].price",
          "US dollars per million tokens.",
          Key.required("input", "dollars", "Prompt tokens."),
          Key.optional(
              "cached_input", "dollars", "Prompt tokens read from a cache; absent: input."),
          Key.optional("cache_write", "dollars", "Prompt tokens put into a cache; absent: input."),
          Key.optional(
              "cache_write_1h",
              "dollars",
              "Those kept for an hour; absent: twice input, or input without a cache_write."),
          Key.required("output", "dollars", "Answer tokens, thinking included."),
          Key.or(
              "0",
              "call",
              "dollars",
              "Each call, or each image that is asked for, in dollars, beside its tokens."),
          Key.optional("long_context", "section", "Other prices for calls with a long prompt."));

  static final Key.Group LONG_CONTEXT =
      new Key.Group(
          "models.NAME.deployments[].price.long_context",
          "US dollars per million tokens, for all tokens of a call whose prompt is long.",
          Key.required("above", "tokens", "Prompts with more tokens than this are long."),
          Key.required("input", "dollars", "Prompt tokens."),
          Key.optional(
              "cached_input", "dollars", "Prompt tokens read from a cache; absent: input."),
          Key.optional("cache_write", "dollars", "Prompt tokens put into a cache; absent: input."),
          Key.optional(
              "cache_write_1h",
              "dollars",
              "Those kept for an hour; absent: twice input, or input without a cache_write."),
          Key.required("output", "dollars", "Answer tokens, thinking included."));

  static final Key.Group QUOTA =
      new Key.Group(
          "models.NAME.deployments[].limits",
          "What the provider grants this deployment. Absent: learned from its answers.",
          Key.optional("tokens_per_minute", "count", "Prompt and answer together."),
          Key.optional("requests_per_minute", "count", "Calls."),
          Key.optional("concurrent", "count", "Calls at one time."));

  static final Key.Group EXPECT =
      new Key.Group(
          "models.NAME.deployments[].expect",
          "Assumed until measured.",
          Key.or("500ms", "first_token", "duration", "From dispatch to the first token."),
          Key.or("80", "tokens_per_second", "number", "From then on."));

  static final Key.Group PROBE =
      new Key.Group(
          "models.NAME.deployments[].probe",
          "The engine's own metrics, in Prometheus' format: what waits, what runs, how much of its"
              + " key-value cache is in use. vLLM, SGLang (`--enable-metrics`), llama.cpp"
              + " (`--metrics`), Text Generation Inference, NVIDIA NIM and Triton are understood."
              + " [Routing](routing.md) says what follows from them.",
          Key.or(
              "/metrics",
              "metrics",
              "path or URL",
              "At the provider's address, or at one of its own (Triton: port 8002), to which no"
                  + " credential is sent."),
          Key.or("1s", "every", "duration", "How often, from 100ms to 1m."),
          Key.or(
              "5",
              "full_queue",
              "count",
              "So many calls that wait make it full: others are asked first."),
          Key.or("0.8", "full_kv", "number", "So large a part of its cache in use does, too."));

  static final Key.Group ROUTE =
      new Key.Group(
          "routes.MODEL",
          "How calls for a model are placed. A model without a route has all of these defaults.",
          Key.or(
              "interactive",
              "objective",
              "interactive, batch, latency, cheapest, or a section",
              "What a good choice is, in dollars."),
          Key.optional("substitutes", "list of models", "Other models that may answer instead."),
          Key.optional("only", "section", "Where calls may go; holds through every retry."),
          Key.optional("deadlines", "section", "How long a call may take."),
          Key.or(
              "true",
              "retry_unanswered",
              "true, false",
              "Tries elsewhere after a failure that may have cost tokens; images never are."),
          Key.or(
              "false",
              "strict_priority",
              "true, false",
              "Lower priority numbers go first whatever they cost; else only among near-ties."),
          Key.or(
              "drop",
              "untranslatable",
              "drop, refuse",
              "What becomes of a field that the target's dialect has no word for. Dropped fields"
                  + " are named in x-isthmus-dropped."),
          Key.optional(
              "hedge",
              "section",
              "Lets a call run at a second deployment too while the first is silent. Absent: never;"
                  + " `{}`: with these defaults."),
          Key.optional(
              "shadow",
              "section",
              "Another policy that decides the same calls at the same moment, and only watches."));

  static final Key.Group SHADOW =
      new Key.Group(
          "routes.MODEL.shadow",
          "What it would have done stands in each decision and in the metrics isthmus_shadow_*;"
              + " nothing is sent for it.",
          Key.required(
              "objective",
              "interactive, batch, latency, cheapest, or a section",
              "What it pays, as `routes.MODEL.objective` has it."));

  static final Key.Group OBJECTIVE =
      new Key.Group(
          "routes.MODEL.objective",
          "What things are worth, so that all of them add up in dollars.",
          Key.or("1.0", "cost", "number", "Weight of a dollar of price."),
          Key.or("0", "first_token_second", "dollars", "A second until the first token."),
          Key.or("0", "total_second", "dollars", "A second until the last token."),
          Key.or("0.0016", "failure", "dollars", "A failed attempt; above zero."));

  static final Key.Group ONLY =
      new Key.Group(
          "routes.MODEL.only, callers[].only",
          "An absent or empty list allows all. Several lists hold together.",
          Key.optional("regions", "list of names", "Regions of providers."),
          Key.optional("data_zones", "list of names", "Data zones of providers."),
          Key.optional("providers", "list of names", "Providers."));

  static final Key.Group DEADLINES =
      new Key.Group(
          "routes.MODEL.deadlines",
          "Each attempt has the first three, the call the others.",
          Key.or("1s", "connect", "duration", "Until the connection stands."),
          Key.or("300s", "first_content", "duration", "Until the first content."),
          Key.or("120s", "idle", "duration", "Between two events of a stream."),
          Key.or("600s", "total", "duration", "The whole call, with every attempt."),
          Key.or(
              "2s",
              "wait",
              "duration",
              "How long a call may wait, all in all, where every deployment asked to be left alone"
                  + " for a while; 0s: it is refused at once, with retry-after."));

  static final Key.Group HEDGE =
      new Key.Group(
          "routes.MODEL.hedge",
          "Streams, and calls that generate nothing, of interactive callers; see"
              + " [routing.md](routing.md#two-at-once). The first to show content answers; what the"
              + " other cost is counted as wasted.",
          Key.or(
              "p95",
              "after",
              "p50 to p99, or a number",
              "Silence for longer than this part of the deployment's usual times to first content."),
          Key.or("300ms", "least", "duration", "Never sooner than this."),
          Key.or("0.02", "calls", "number", "Of an hour's calls so many at most; up to 0.2."),
          Key.or("0.01", "spend", "number", "Of an hour's money so much for losers; up to 0.2."));

  static final Key.Group CALLER =
      new Key.Group(
          "callers[]",
          "One application or team. Give `key` or `key_sha256`, not both.",
          Key.required("name", "name", "For limits, logs and the ledger."),
          Key.optional("key", "secret", "What it sends as bearer or api-key; kept as its hash."),
          Key.optional("key_sha256", "64 hex digits", "The key's SHA-256, so that none is here."),
          Key.optional("models", "list of models, or [\"*\"]", "What it may call; absent: all."),
          Key.optional("only", "section", "Where its calls may go."),
          Key.optional("requests_per_minute", "count", "Absent: no limit."),
          Key.optional("tokens_per_minute", "count", "Absent: no limit."),
          Key.optional("concurrent", "count", "Its calls at the same time; absent: no limit."),
          Key.or("id", "expose", "full, id, none", "What x-isthmus headers tell it."),
          Key.or("interactive", "class", "interactive, standard, batch", "Who waits when full."));

  /** In the order of the reference page. */
  static final List<Key.Group> ALL =
      List.of(
          ROOT,
          LISTENER,
          TLS,
          ADMIN,
          ADMIN_TOKEN,
          LIMITS,
          DECISIONS,
          PROVIDER,
          CREDENTIAL,
          ENTRA,
          AWS,
          MODEL,
          DEPLOYMENT,
          PRICE,
          LONG_CONTEXT,
          QUOTA,
          EXPECT,
          PROBE,
          ROUTE,
          SHADOW,
          OBJECTIVE,
          ONLY,
          DEADLINES,
          HEDGE,
          CALLER);

  private Keys() {}

  /** What all providers have, and between it what some kinds want to be told. */
  private static Key.Group provider() {
    List<Key> keys = new ArrayList<>();
    keys.add(Key.required("type", String.join(", ", ProviderKinds.types()), "What it speaks."));
    keys.add(Key.optional("endpoint", "URL", "Required where the type has no address of its own."));
    keys.add(Key.optional("region", "name", "For constraints; absent at Google: the location."));
    keys.add(Key.optional("data_zone", "name", "For constraints, such as `eu`."));
    ProviderKinds.settings().forEach(setting -> keys.add(key(setting)));
    keys.add(Key.required("credential", "section, or none", "How the gateway signs in."));
    keys.add(
        Key.optional(
            "forward_headers",
            "list of headers",
            "Callers' headers that go on to it; `x-team-*` means all that begin so."));
    keys.add(Key.or("false", "allow_private", "true, false", "The address may be a private one."));
    keys.add(Key.or("false", "unsafe_plaintext", "true, false", "Allows http:// to public hosts."));
    return new Key.Group(
        "providers.NAME", "One account at one cloud or server, in one region.", keys);
  }

  private static Key key(Setting setting) {
    String types = String.join(" and ", ProviderKinds.with(setting.name()));
    String need = setting.required() ? "; required there" : "; absent: " + setting.fallback();
    return Key.optional(
        setting.name(), setting.expected(), setting.doc() + " Only for " + types + need + ".");
  }

  private static String types(SignIn way) {
    return String.join(", ", ProviderKinds.knownBy(way));
  }
}
