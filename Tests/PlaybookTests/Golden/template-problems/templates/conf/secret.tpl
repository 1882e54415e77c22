${password}
