package dev.isthmus.server.admin;

import dev.isthmus.core.call.Ticker;
import dev.isthmus.server.admin.AdminAccess.Holder;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lets people and programs in, or says why not. A token is compared by its hash, with all that are
 * known, in constant time. Threads: one.
 */
final class Doorkeeper {
  /** Who looks where no token is needed. */
  static final Holder ANYBODY = new Holder("anybody", "", false);

  private static final String BEARER = "bearer ";
  private static final int LONGEST_TOKEN = 512;

  private final WrongLogins wrongLogins = new WrongLogins();
  private final Ticker ticker;

  Doorkeeper(Ticker ticker) {
    this.ticker = ticker;
  }

  /** What a request needs. */
  enum Need {
    NOTHING,
    METRICS,
    LOOK,
    CHANGE
  }

  /** Whether somebody may, and as whom. */
  record Pass(Holder who, @Nullable Page refusal) {}

  Pass ask(Need need, HttpHeaders headers, String address, AdminAccess access) {
    if (need == Need.NOTHING || (need != Need.CHANGE && isOpen(need, access))) {
      return new Pass(ANYBODY, null);
    }
    if (need == Need.CHANGE && isCrossOrigin(headers)) {
      return refused(403, "a page of another origin asks for this");
    }
    if (access.tokens().isEmpty()) {
      return refused(
          403,
          "the configuration has no admin token, so nothing can be changed here"
              + " (expected: admin: {tokens: [{name: ..., token: \"${...}\", role: write}]})");
    }
    return withToken(need, headers, address, access);
  }

  private Pass withToken(Need need, HttpHeaders headers, String address, AdminAccess access) {
    long now = ticker.nanoTime();
    int wait = wrongLogins.waitSeconds(address, now);
    if (wait > 0) {
      return new Pass(ANYBODY, Page.error(429, "too many wrong tokens from your address", wait));
    }
    String token = token(headers);
    Holder holder = token == null ? null : find(token, access.tokens());
    if (holder == null) {
      if (token != null) {
        wrongLogins.wrong(address, now);
      }
      return refused(
          401, "no valid admin token (expected: the header authorization: Bearer TOKEN)");
    }
    if (need == Need.CHANGE && !holder.mayChange()) {
      return new Pass(
          holder, Page.error(403, "your token may look and not change (expected: role: write)"));
    }
    return new Pass(holder, null);
  }

  private static Pass refused(int status, String why) {
    return new Pass(ANYBODY, Page.error(status, why));
  }

  private static boolean isOpen(Need need, AdminAccess access) {
    boolean open = need == Need.METRICS ? access.openMetrics() : access.openState();
    return access.tokens().isEmpty() || open;
  }

  /** The one token among {@code headers}; null where there is none, or more than one. */
  private static @Nullable String token(HttpHeaders headers) {
    List<String> all = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (all.size() != 1 || all.get(0).length() > LONGEST_TOKEN) {
      return null;
    }
    String value = all.get(0);
    boolean bearer = value.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return bearer ? value.substring(BEARER.length()).strip() : null;
  }

  /** Compares with every one, so that the time tells nothing. */
  private static @Nullable Holder find(String token, List<Holder> holders) {
    byte[] shown = sha256Hex(token);
    Holder found = null;
    for (Holder holder : holders) {
      byte[] known = holder.sha256().getBytes(StandardCharsets.US_ASCII);
      found = MessageDigest.isEqual(known, shown) ? holder : found;
    }
    return found;
  }

  private static byte[] sha256Hex(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** Whether a browser says that a page from elsewhere is behind the request. */
  static boolean isCrossOrigin(HttpHeaders headers) {
    String site = headers.get("sec-fetch-site", "none");
    if (!site.equals("none") && !site.equals("same-origin")) {
      return true;
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    return origin != null && !authority(origin).equals(host(headers));
  }

  private static String host(HttpHeaders headers) {
    return headers.get(HttpHeaderNames.HOST, "").toLowerCase(Locale.ROOT);
  }

  private static String authority(String origin) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority == null ? "?" : authority.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "?";
    }
  }
}
