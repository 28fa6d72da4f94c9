package dev.isthmus.load.cloud.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaSampleTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'object','properties':{'a':{'type':'boolean'}}} | {'a':true}",
        "{'type':'OBJECT','properties':{'a':{'type':'STRING'}}} | {'a':'Oslo'}",
        "{'properties':{'a':{'enum':['x','y']},'b':{'const':3}}} | {'a':'x','b':3}",
        "{'properties':{'a':{'type':['null','string']}}} | {'a':null}",
        "{'properties':{'a':{'anyOf':[{'type':'integer','maximum':5},{'type':'string'}]}}} | {'a':5}",
        "{'properties':{'a':{'type':'array','items':{'type':'number'},'minItems':3}}} | {'a':[7.5,7.5,7.5]}",
        "{'$defs':{'d':{'type':'string','maxLength':2}},'properties':{'a':{'$ref':'#/$defs/d'}}} | {'a':'Os'}",
        "{'properties':{'a':{'type':'string','format':'date'}}} | {'a':'2026-01-01'}",
        "{'properties':{'a':{'type':'string','minLength':6}}} | {'a':'Osloxx'}",
        "{} | {}"
      })
  void aSchemaHasItsPlainestDocument(String schema, String document) throws Exception {
    String json = schema.replace('\'', '"');

    String sample = new SchemaSample(MAPPER.readTree(json), List.of("Oslo")).document();

    assertEquals(document.replace('\'', '"'), sample);
  }

  @Test
  void aSchemaThatHoldsItselfEnds() throws Exception {
    String json = "{'properties':{'a':{'$ref':'#'}}}".replace('\'', '"');

    new SchemaSample(MAPPER.readTree(json), List.of()).document();
  }
}
