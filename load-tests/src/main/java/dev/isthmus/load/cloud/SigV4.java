package dev.isthmus.load.cloud;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature version 4, computed from a request as it arrived.
 *
 * <p>Source: the protocol sheets. Threads: any.
 */
final class SigV4 {

  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private static final String END = "aws4_request";
  private static final HexFormat HEX = HexFormat.of();

  private SigV4() {}

  /** What a signature is good for. */
  record Scope(String date, String region, String service) {
    @Override
    public String toString() {
      return date + "/" + region + "/" + service + "/" + END;
    }
  }

  /** The signature that {@code secret} puts on {@code request}. */
  static String signature(Request request, List<String> signedHeaders, Scope scope, String secret) {
    String date = request.headers().get("x-amz-date", "");
    return signature(secret, scope, stringToSign(date, scope, canonical(request, signedHeaders)));
  }

  static String canonical(Request request, List<String> signedHeaders) {
    StringBuilder text = new StringBuilder();
    text.append(request.method()).append('\n');
    text.append(canonicalPath(request.rawPath())).append('\n');
    text.append(canonicalQuery(request.rawQuery())).append('\n');
    for (String name : signedHeaders) {
      String value = String.join(",", request.headers().getAll(name));
      text.append(name).append(':').append(value.trim().replaceAll(" +", " ")).append('\n');
    }
    text.append('\n').append(String.join(";", signedHeaders)).append('\n');
    return text.append(sha256(request.body())).toString();
  }

  static String stringToSign(String amzDate, Scope scope, String canonical) {
    String hash = sha256(canonical.getBytes(StandardCharsets.UTF_8));
    return ALGORITHM + "\n" + amzDate + "\n" + scope + "\n" + hash;
  }

  static String signature(String secret, Scope scope, String stringToSign) {
    byte[] key = hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), scope.date);
    for (String part : List.of(scope.region, scope.service, END)) {
      key = hmac(key, part);
    }
    return HEX.formatHex(hmac(key, stringToSign));
  }

  /** The segments of the path on the wire, each percent-encoded once more. */
  static String canonicalPath(String rawPath) {
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : rawPath.split("/", -1)) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        kept.addLast(encode(segment));
      }
    }
    String path = "/" + String.join("/", kept);
    return rawPath.endsWith("/") && !kept.isEmpty() ? path + "/" : path;
  }

  static String canonicalQuery(String rawQuery) {
    List<String> pairs = new ArrayList<>();
    for (String pair : rawQuery.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        pairs.add(encode(Request.decode(name)) + "=" + encode(Request.decode(value)));
      }
    }
    pairs.sort(null);
    return String.join("&", pairs);
  }

  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (one & 0xff);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (letter || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.withUpperCase().toHexDigits(one));
      }
    }
    return encoded.toString();
  }

  static String sha256(byte[] bytes) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
