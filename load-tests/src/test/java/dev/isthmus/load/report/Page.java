package dev.isthmus.load.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A page, read strictly: whatever is not closed, quoted or escaped does not pass. */
public final class Page {
  private final Document document;
  private final String html;

  private Page(Document document, String html) {
    this.document = document;
    this.html = html;
  }

  /** Reads {@code html} as XML; the insides of script and style, which are not, are left out. */
  public static Page of(String html)
      throws IOException, SAXException, ParserConfigurationException {
    String rest =
        html.replaceFirst("^<!DOCTYPE html>", "")
            .replaceAll("(?s)<script>.*?</script>", "<script/>")
            .replaceAll("(?s)<style>.*?</style>", "<style/>");
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return new Page(
        factory.newDocumentBuilder().parse(new InputSource(new StringReader(rest))), html);
  }

  /** The texts of all elements called {@code name} of exactly {@code styles}; empty for any. */
  public List<String> texts(String name, String styles) {
    List<String> texts = new ArrayList<>();
    for (Element element : elements(name)) {
      if (styles.isEmpty() || element.getAttribute("class").equals(styles)) {
        texts.add(element.getTextContent());
      }
    }
    return texts;
  }

  /** Whether nothing on it leads elsewhere, and every link on it has its place. */
  public void assertNeedsNoNetwork() {
    for (Element element : elements("*")) {
      NamedNodeMap attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        String name = attributes.item(i).getNodeName();
        String value = attributes.item(i).getNodeValue();
        assertTrue(!name.equals("src") && !value.contains("://"), name + "=" + value);
        assertTrue(!name.equals("href") || ids().contains(value.substring(1)), value);
      }
    }
    for (String word : List.of("fetch(", "XMLHttpRequest", "import", "@import", "url(")) {
      assertTrue(!html.contains(word), word);
    }
  }

  private List<String> ids() {
    return elements("*").stream().map(element -> element.getAttribute("id")).toList();
  }

  private List<Element> elements(String name) {
    NodeList nodes = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
