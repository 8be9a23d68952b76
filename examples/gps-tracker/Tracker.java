import java.time.Duration;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.messaging.handler.annotation.Header;

@EnableAutoConfiguration
class Tracker {

	private final TcpSessions sessions;

	Tracker(TcpSessions sessions) {
		this.sessions = sessions;
	}

	public static void main(String[] args) {
		SpringApplication.run(Tracker.class, args);
	}

	@TcpHandler("position")
	void position(String position, @Header(SluiceHeaders.IDENTITY) String imei, TcpSession session) {
		session.attributes().put("position", position);
		System.out.println(imei + " is at " + position.substring(4));
	}

	@TcpHandler("locate")
	String locate(String imei) {
		return this.sessions.ask("trackers", imei, "CMD,POS", Duration.ofSeconds(5), String.class);
	}

}
