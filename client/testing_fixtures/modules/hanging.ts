await new Promise((resolve) => setTimeout(resolve, 2 ** 30));
