package com.example.orders;

import io.sluice.TcpHandler;

import org.springframework.stereotype.Component;

@Component
class Orders {

	record Order(String item, int count) {
	}

	@TcpHandler("orders")
	String order(Order order) {
		return "ordered " + order.count() + " " + order.item();
	}

}
