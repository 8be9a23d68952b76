package io.sluice.rogue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;

import org.jpos.core.SimpleConfiguration;
import org.jpos.iso.BaseChannel;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOServer;
import org.jpos.iso.ISOSource;
import org.jpos.iso.channel.PostChannel;
import org.jpos.iso.packager.ISO87APackager;
import org.jpos.util.ThreadPool;

/**
 * A service by jPOS: network management messages, over a channel with a length of two
 * bytes.
 */
final class IsoRogue {

	private static final int ID_FIELD = 48;

	private IsoRogue() {
	}

	@SuppressWarnings("deprecation") // the server takes no other pool
	static void start(int port, Conscience conscience) throws Exception {
		ISOServer server = new ISOServer(port, new PostChannel(new ISO87APackager()), new ThreadPool(1, 500));
		SimpleConfiguration settings = new SimpleConfiguration();
		settings.put("bind-address", InetAddress.getLoopbackAddress().getHostAddress());
		settings.put("backlog", "500");
		server.setConfiguration(settings);
		server.addISORequestListener((source, message) -> {
			conscience.note(message.getString(ID_FIELD));
			conscience.answerInAnyOrder(new IsoWire(source, message));
			return true;
		});
		Thread.ofPlatform().daemon().start(server);
	}

	private record IsoWire(ISOSource source, ISOMsg message) implements Wire {

		@Override
		public void reply() throws IOException {
			try {
				ISOMsg reply = (ISOMsg) this.message.clone();
				reply.setResponseMTI();
				this.source.send(reply);
			}
			catch (ISOException ex) {
				throw new IOException(ex);
			}
		}

		private void write(byte[] bytes) throws IOException {
			OutputStream out = ((BaseChannel) this.source).getSocket().getOutputStream();
			out.write(bytes);
			out.flush();
		}

		@Override
		public void garbage() throws IOException {
			write(new byte[] { (byte) 0xff, (byte) 0xff, 1, 2, 3 });
		}

		@Override
		public void half() throws IOException {
			write(new byte[] { 0, 60, '0', '8', '1', '0' });
		}

		@Override
		public void close() throws IOException {
			((BaseChannel) this.source).disconnect();
		}

	}

}
