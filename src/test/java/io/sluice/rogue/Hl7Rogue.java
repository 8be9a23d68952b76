package io.sluice.rogue;

import java.util.Map;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.HL7Service;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.protocol.ReceivingApplication;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;

/**
 * A service by HAPI that acknowledges every message, with the id of its patient as the
 * text.
 */
final class Hl7Rogue implements ReceivingApplication<Message> {

	private final HapiContext context;

	private final Conscience conscience;

	private Hl7Rogue(HapiContext context, Conscience conscience) {
		this.context = context;
		this.conscience = conscience;
	}

	static void start(int port, Conscience conscience) throws HL7Exception, InterruptedException {
		HapiContext context = new DefaultHapiContext(new GenericModelClassFactory());
		context.setValidationContext(ValidationContextFactory.noValidation());
		// A parser learns a message's structure from the first one and publishes it half
		// filled: others that come meanwhile fail. So each parser sees one message first.
		context.getGenericParser().parse(Dialect.HL7.request("warm-up", 0));
		acknowledgement(context, "0", "warm-up");
		HL7Service server = context.newServer(port, false);
		server.registerApplication(new Hl7Rogue(context, conscience));
		server.startAndWait();
	}

	@Override
	public boolean canProcess(Message message) {
		return true;
	}

	@Override
	public Message processMessage(Message message, Map<String, Object> metadata) throws HL7Exception {
		Terser fields = new Terser(message);
		String id = fields.get("/.PID-3");
		this.conscience.note(id);
		this.conscience.answer(new Delay());
		return acknowledgement(this.context, fields.get("/.MSH-10"), id);
	}

	private static Message acknowledgement(HapiContext context, String control, String id) throws HL7Exception {
		return context.getPipeParser()
			.parse("MSH|^~\\&|lab|lab|gate|gate|20260101||ACK|1|P|2.5\rMSA|AA|%s|%s\r".formatted(control, id));
	}

	/** HAPI itself sends the reply. */
	private record Delay() implements Wire {

		@Override
		public void reply() {
		}

		@Override
		public void garbage() {
		}

		@Override
		public void half() {
		}

		@Override
		public void close() {
		}

	}

}
