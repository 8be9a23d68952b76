package io.sluice.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import java.io.StringReader;

import static org.assertj.core.api.Assertions.assertThat;

class GrowthChartTests {

	@Test
	void aPanelHasALineForEachServer() throws Exception {
		Map<Contestant, List<Samples>> lines = new LinkedHashMap<>();
		lines.put(Contestant.SLUICE, List.of(Samples.of(20), Samples.of(30), Samples.of(40)));
		lines.put(Contestant.NETTY, List.of(Samples.of(15), Samples.of(20), Samples.of(20)));
		GrowthChart chart = new GrowthChart();
		chart.add("cores", List.of("1", "2"), Map.of(Contestant.SLUICE, List.of(Samples.of(8), Samples.of(9))));
		chart.add("connections", List.of("1,000", "5,000", "19,000"), lines);
		Document svg = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(chart.svg())));
		assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(2);
		assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(3);
		assertThat(svg.getDocumentElement().getTextContent()).contains("40.0 us", "19,000", "Netty");
		// twice the microseconds of the lowest point are twice as high above the axis
		assertThat(chart.svg()).contains("460,180 560,135 660,90");
	}

}
